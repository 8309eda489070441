// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.ParallelExecutor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;

/**
 * The cure of {@link E06BrokenCapture}: what crosses is the plain value from which the task opens
 * its own reader.
 */
public final class E06OpenedInside {
  private E06OpenedInside() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    String text = "xin chào";
    try (var pool = ParallelExecutor.threads(1)) {
      System.out.println("threads: " + pool.submit(() -> first(text)).outcome().orElseThrow());
    }
    try (var pool = ParallelExecutor.processes(1)) {
      System.out.println("processes: " + pool.submit(() -> first(text)).outcome().orElseThrow());
    }
  }

  private static String first(String text) throws IOException {
    try (var reader = new BufferedReader(new StringReader(text))) {
      return reader.readLine();
    }
  }
}

// Output:
// threads: xin chào
// processes: xin chào

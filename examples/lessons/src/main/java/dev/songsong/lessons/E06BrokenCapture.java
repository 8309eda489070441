// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.NotShippableException;
import dev.songsong.exec.ParallelExecutor;
import java.io.BufferedReader;
import java.io.StringReader;

/**
 * Broken: the lambda captures a reader. Threads share it; it can't cross to another process, and
 * {@code submit} says so at once, by the variable's name. The cure is {@link E06OpenedInside}.
 */
public final class E06BrokenCapture {
  private E06BrokenCapture() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    var reader = new BufferedReader(new StringReader("xin chào"));
    try (var pool = ParallelExecutor.threads(1)) {
      System.out.println(
          "threads: " + pool.submit(() -> reader.readLine()).outcome().orElseThrow());
    }
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> reader.readLine());
    } catch (NotShippableException e) {
      System.out.println("processes: " + inLines(e.getMessage()));
    }
  }

  private static String inLines(String message) {
    return message.replaceAll("(?<!expected)(:|;) ", "$1\n  ");
  }
}

// Output:
// threads: xin chào
// processes: task:
//   captured variable `reader` of a lambda in dev.songsong.lessons.E06BrokenCapture:
//   java.io.BufferedReader:
//   not serializable (expected: implements java.io.Serializable);
//   make it so, mark the field that holds it transient, or open it inside the task

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Broken: a program prints a megabyte of warnings, and we wait for its end before we read them. A
 * pipe holds 64 KiB; then the program waits for us to read, and we wait for it to end. Needs the
 * program {@code sh}. The cure is {@link E15DrainedPipes}.
 */
public final class E15BrokenFullPipe {
  private E15BrokenFullPipe() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException, IOException {
    Process program = new ProcessBuilder("sh", "-c", "exec head -c 1000000 /dev/zero >&2").start();
    try {
      // Without the time limit this line would never return.
      System.out.println("ended: " + program.waitFor(1, TimeUnit.SECONDS));
    } finally {
      program.destroyForcibly().waitFor();
    }
  }
}

// Output:
// ended: false

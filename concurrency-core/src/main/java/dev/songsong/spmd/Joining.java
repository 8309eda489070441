// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.time.Duration;
import java.util.List;

/** Waiting for threads that are about to end. */
final class Joining {
  private Joining() {}

  /** Waits for all, at most so long in all; an interrupt is kept for the caller. */
  static void joinAll(List<Thread> threads, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    for (Thread thread : threads) {
      long left = end - System.nanoTime();
      while (left > 0 && thread.isAlive()) {
        try {
          thread.join(Duration.ofNanos(left));
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left = end - System.nanoTime();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

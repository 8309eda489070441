// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Waiting for threads that are about to end. */
final class Threads {
  private Threads() {}

  /**
   * Waits for all of them, in all at most {@code patience}; an interrupt is kept for the caller.
   */
  static void joinAll(Collection<Thread> threads, Duration patience) {
    long end = System.nanoTime() + Nanos.of(patience);
    boolean interrupted = false;
    for (Thread thread : threads) {
      long left = end - System.nanoTime();
      while (left > 0 && thread != Thread.currentThread() && thread.isAlive()) {
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

  /** Waits for the end of a pool that has been shut down; an interrupt is kept for the caller. */
  static void awaitEnd(ExecutorService pool, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        pool.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

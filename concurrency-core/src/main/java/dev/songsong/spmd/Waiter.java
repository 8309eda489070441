// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a rank waits: it looks again and again at first, then lets others run, then sleeps, at most
 * half a millisecond at a time.
 *
 * <p>While it waits it moves what is under way and hears who is gone. Used by its rank's thread.
 */
final class Waiter {
  private static final int LOOKS = 128;
  private static final long YIELD_NANOS = 50_000;
  private static final long SHORTEST_NANOS = 20_000;
  private static final long LONGEST_NANOS = 500_000;

  private final Runnable progress;
  private final LongSupplier moved;
  private final long spinNanos;

  /**
   * @param progress moves what is under way; must not wait
   * @param moved grows with what has been moved: as long as it does, nobody sleeps
   * @param spinNanos how long to look before others may run; 0 where ranks share processors
   */
  Waiter(Runnable progress, LongSupplier moved, long spinNanos) {
    this.progress = progress;
    this.moved = moved;
    this.spinNanos = spinNanos;
  }

  void progress() {
    progress.run();
  }

  /**
   * Waits until it is so.
   *
   * @param hopeless says why it can't become so any more; null while it can
   * @return false when the limit, a value of {@link System#nanoTime}, came first
   */
  boolean await(
      BooleanSupplier done, Supplier<? extends @Nullable RuntimeException> hopeless, long limit)
      throws InterruptedException {
    if (looked(done)) {
      return true;
    }
    long start = System.nanoTime();
    long pause = SHORTEST_NANOS;
    long seen = moved.getAsLong();
    while (true) {
      progress.run();
      if (done.getAsBoolean()) {
        return true;
      }
      RuntimeException reason = hopeless.get();
      if (reason != null) {
        return doneAfterAll(done, reason);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for other ranks");
      }
      long now = System.nanoTime();
      if (now - limit >= 0) {
        return false;
      }
      if (now - start < spinNanos) {
        if (looked(done)) {
          return true;
        }
      } else if (seen != moved.getAsLong()) {
        seen = moved.getAsLong();
        start = now;
        pause = SHORTEST_NANOS;
      } else if (now - start < spinNanos + YIELD_NANOS) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(Math.min(pause, limit - now));
        pause = Math.min(2 * pause, LONGEST_NANOS);
      }
    }
  }

  /** The last thing a rank did may be what is waited for: it is seen with the news of its end. */
  private boolean doneAfterAll(BooleanSupplier done, RuntimeException reason) {
    progress.run();
    if (done.getAsBoolean()) {
      return true;
    }
    throw reason;
  }

  private boolean looked(BooleanSupplier done) {
    for (int i = spinNanos > 0 ? LOOKS : 1; i > 0; i--) {
      if (done.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }
}

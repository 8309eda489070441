// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, where a test would otherwise sleep and hope. */
public final class Await {
  private static final long SHORTEST_NANOS = 200_000;
  private static final long LONGEST_NANOS = 20_000_000;

  /** Something that is or is not so yet, and may fail to be looked at. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it is so by now; anything thrown ends the wait. */
    boolean holds() throws Exception;
  }

  private Await() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what what is waited for, for the message
   * @throws AssertionError if it does not hold within the patience
   * @throws InterruptedException if the caller is interrupted
   * @throws Exception what the condition throws
   */
  public static void until(String what, Duration patience, Condition condition) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    long pause = SHORTEST_NANOS;
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "waited for " + what + ": not so (expected: within " + patience + ")");
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for " + what);
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_NANOS);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.concurrent.TimeUnit;

/**
 * How late an event loop does what is due: the worst of the last half to whole minute, so that a
 * stall is seen by who looks four times a minute, and that of a loop which is held right now.
 *
 * <p>Measured by the loop, looked at by any thread.
 */
final class Lag {
  private static final long HALF_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final long periodNanos;
  // All written by the loop alone, read by any.
  private volatile long looked;
  private volatile long worst; // since `since`
  private volatile long worstBefore; // in the half minute before that
  private long since; // the loop's

  /** Of something that is to be done once in a period. */
  Lag(long periodNanos, long nowNanos) {
    this.periodNanos = periodNanos;
    this.looked = nowNanos;
    this.since = nowNanos;
  }

  /** Loop: it is done once more. */
  void done(long nowNanos) {
    if (nowNanos - since > HALF_NANOS) {
      since = nowNanos;
      worstBefore = worst;
      worst = 0;
    }
    worst = Math.max(worst, nowNanos - looked - periodNanos);
    looked = nowNanos;
  }

  long nanos(long nowNanos) {
    return Math.max(Math.max(worst, worstBefore), nowNanos - looked - periodNanos);
  }
}

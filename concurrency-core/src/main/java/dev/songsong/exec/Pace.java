// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;

/** How long a slot's tasks take, and so how many of them a window may hold. */
final class Pace {
  /** A task that takes so long should have none waiting behind it. */
  static final Duration RECALL_AFTER = Duration.ofMillis(20);

  private static final int MAX_TASKS = 64;
  // A window is worth this much time: enough to hide a round trip, too little to keep work from
  // others.
  private static final long WINDOW_NANOS = 300_000;

  // Used by the slot's thread only.
  private long usualNanos = WINDOW_NANOS;
  // Written by the slot's thread, read by the timer.
  private volatile long startedAt;

  void started() {
    startedAt = System.nanoTime();
  }

  void ended() {
    usualNanos = (3 * usualNanos + (System.nanoTime() - startedAt)) / 4;
  }

  /** Whether the task that was started last takes long. */
  boolean overstays() {
    return System.nanoTime() - startedAt >= RECALL_AFTER.toNanos();
  }

  /** How many tasks may be on the way, at most a fair share. */
  int window(int fair) {
    return Math.clamp(WINDOW_NANOS / Math.max(1, usualNanos), 1, Math.min(fair, MAX_TASKS));
  }
}

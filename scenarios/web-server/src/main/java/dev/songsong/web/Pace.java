// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.time.Duration;

/**
 * Whether a transfer goes on, looked at in stretches of time: in each it must bring so many bytes.
 * An average since its beginning would let a client that was fast at first stand still for hours.
 * The event loop's.
 */
final class Pace {
  /** Slower than this is an attack, or no use to anybody. */
  private static final long LOWEST_RATE = 1024;

  private static final long SECOND = 1_000_000_000L;

  private final long stretch;
  private boolean runs;
  private long since;
  private long bytesThen;

  Pace(Duration stretch) {
    this.stretch = stretch.toNanos();
  }

  /** Nothing is expected now; the next look begins a stretch. */
  void rest() {
    runs = false;
  }

  /** Whether the stretch is over, and brought too little. */
  boolean tooSlow(long now, long bytes) {
    long took = now - since;
    if (runs && took <= stretch) {
      return false;
    }
    boolean slow = runs && (bytes - bytesThen) / (double) took * SECOND < LOWEST_RATE;
    runs = true;
    since = now;
    bytesThen = bytes;
    return slow;
  }
}

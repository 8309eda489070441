// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;

/** Durations as nanoseconds, where "longer than a long can say" means for ever. */
final class Nanos {
  private Nanos() {}

  static long of(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as nanoseconds, where "longer than a long can say" means for ever. */
final class Nanos {
  private Nanos() {}

  static long of(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}

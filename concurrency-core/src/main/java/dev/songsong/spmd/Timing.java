// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.time.Duration;

/**
 * Until when a call may last.
 *
 * @param deadline what the user set, for messages
 * @param limit the end as a value of {@link System#nanoTime}
 */
record Timing(Duration deadline, long limit) {

  static Timing startingNow(Duration deadline, long nanos) {
    return new Timing(deadline, System.nanoTime() + nanos);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a supervisor waits before it starts a dead child again: longer each time, so that a
 * child that can't live doesn't burn a core, and not to the moment, so that many that died together
 * don't come back together.
 *
 * @param first the wait after the first death
 * @param factor by how much each further wait is longer
 * @param cap the longest wait
 * @param jitter which part of a wait is left to chance, from 0 (none) to 1 (all): the wait is
 *     between {@code (1 - jitter) × full} and {@code full}
 * @param healthyAfter a child that was up so long is at its first death again
 */
public record Backoff(
    Duration first, double factor, Duration cap, double jitter, Duration healthyAfter) {

  /** 20 ms, doubled up to 5 s, half of it by chance, forgotten after 10 s of health. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(20), 2, Duration.ofSeconds(5), 0.5, Duration.ofSeconds(10));

  /** No wait at all, as in Erlang: only the intensity stands against a storm. */
  public static final Backoff NONE = new Backoff(Duration.ZERO, 1, Duration.ZERO, 0, Duration.ZERO);

  /** Checks the values. */
  public Backoff {
    Checks.notNegative("first", first);
    Checks.notNegative("cap", cap);
    Checks.notNegative("healthyAfter", healthyAfter);
    if (!(factor >= 1 && factor <= 1000)) {
      throw new IllegalArgumentException("factor: " + factor + " (expected: 1 to 1000)");
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter: " + jitter + " (expected: 0 to 1)");
    }
  }

  /** The wait before the restart that follows so many deaths in a row, the last one included. */
  Duration delay(int deaths, RandomGenerator random) {
    double full = first.toNanos() * Math.pow(factor, Math.max(0, deaths - 1));
    double capped = Math.min(full, cap.toNanos());
    return Duration.ofNanos((long) (capped * (1 - jitter * random.nextDouble())));
  }
}

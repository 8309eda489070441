// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the calls of a communicator go.
 *
 * @param deadline how long each may take
 * @param algorithm what an all-reduce does
 */
record CallOptions(Duration deadline, Algorithm algorithm) implements Serializable {
  static final CallOptions DEFAULT = new CallOptions(Duration.ofMinutes(1), Algorithm.FIXED_ORDER);

  private static final Duration LONGEST = Duration.ofDays(365);

  CallOptions {
    requireNonNull(algorithm, "algorithm");
    if (!requireNonNull(deadline, "deadline").isPositive()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0)");
    }
  }

  CallOptions withDeadline(Duration deadline) {
    return new CallOptions(deadline, algorithm);
  }

  CallOptions withAlgorithm(Algorithm algorithm) {
    return new CallOptions(deadline, algorithm);
  }

  /** The deadline, as far as it can be counted in. */
  long nanos() {
    return nanos(deadline);
  }

  /** A duration, as far as it can be counted in nanoseconds with a clock. */
  static long nanos(Duration duration) {
    return (duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toNanos();
  }
}

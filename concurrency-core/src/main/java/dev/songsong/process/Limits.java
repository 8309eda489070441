// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.time.Duration;
import java.util.Optional;

/** How long a program may run, how long it has to end itself, and how much output is kept. */
record Limits(Optional<Duration> time, Duration grace, int captureBytes) {
  static final Limits DEFAULT =
      new Limits(Optional.empty(), Duration.ofSeconds(2), 8 * 1024 * 1024);

  Limits {
    if (time.isPresent() && !time.get().isPositive()) {
      throw new IllegalArgumentException(
          "timeLimit: " + time.get() + " (expected: > 0). Leave it out for no limit.");
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("killGrace: " + grace + " (expected: >= 0)");
    }
    if (captureBytes < 0) {
      throw new IllegalArgumentException("captureLimit: " + captureBytes + " (expected: >= 0)");
    }
  }
}

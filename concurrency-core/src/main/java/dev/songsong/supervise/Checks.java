// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;

/** Checks of what users give, by the project's form of message. */
final class Checks {
  private Checks() {}

  /** More would overflow when nanoseconds are added up. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
    atMostLongest(name, value);
  }

  static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
    atMostLongest(name, value);
  }

  private static void atMostLongest(String name, Duration value) {
    if (value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: <= " + LONGEST + "); that is ten years");
    }
  }

  /** The value, or the longest that is allowed. */
  static Duration capped(Duration value) {
    return value.compareTo(LONGEST) > 0 ? LONGEST : value;
  }

  static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }

  /** What to say of a second child of one name. */
  static String twice(String child) {
    return "child: " + child + " is there already (expected: names that differ)";
  }

  static void named(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + ": blank (expected: a name to know it by)");
    }
  }
}

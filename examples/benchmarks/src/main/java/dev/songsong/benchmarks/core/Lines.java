// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import java.util.Arrays;
import java.util.Locale;

/** What the programs have in common: how they check and what they print. */
final class Lines {
  private Lines() {}

  static void answer(String name, long value) {
    System.out.println("answer " + name + " " + value);
  }

  static void figure(String key, double value) {
    System.out.println(key + " " + String.format(Locale.ROOT, "%.6g", value));
  }

  static void check(String what, long got, long expected) {
    if (got != expected) {
      throw new IllegalStateException(what + ": " + got + " (expected: " + expected + ")");
    }
  }

  /** The middle one of what was timed; sorts the array. */
  static long median(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  /** The sum of 0 to {@code count - 1}. */
  static long sumBelow(long count) {
    return count * (count - 1) / 2;
  }
}

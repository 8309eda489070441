// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.util.Locale;

/** Numbers for people. */
final class Numbers {
  private Numbers() {}

  /** With as many digits as tell something. */
  static String words(double value) {
    if (value >= 1e6) {
      return words(value / 1e6) + " M";
    }
    if (value >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String format = value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}

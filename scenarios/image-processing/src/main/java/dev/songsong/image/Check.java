// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/** Guards of the values in a recipe. */
final class Check {
  private Check() {}

  static int range(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + low + " to " + high + ")");
    }
    return value;
  }

  static double range(String name, double value, double low, double high) {
    // Written so that NaN is refused too.
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + low + " to " + high + ")");
    }
    return value;
  }
}

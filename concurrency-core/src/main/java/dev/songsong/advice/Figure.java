// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import java.util.Arrays;

/**
 * A measured cost: the median of several measurements, and how far they lie apart.
 *
 * @param median half of the measurements are below it
 * @param low a tenth of them is below it
 * @param high a tenth of them is above it
 * @param samples how many there were
 * @param scale 1, or how many times smaller the thing was that was measured, because there was no
 *     room for the whole
 */
public record Figure(double median, double low, double high, int samples, int scale) {
  /** Checks the order. */
  public Figure {
    if (!(low <= median && median <= high)) {
      throw new IllegalArgumentException(
          "low, median, high: %s, %s, %s (expected: in this order)".formatted(low, median, high));
    }
    if (samples < 1) {
      throw new IllegalArgumentException("samples: " + samples + " (expected: >= 1)");
    }
    if (scale < 1) {
      throw new IllegalArgumentException("scale: " + scale + " (expected: >= 1)");
    }
  }

  /** The figure of these measurements. */
  static Figure of(double[] measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    return new Figure(at(sorted, 0.5), at(sorted, 0.1), at(sorted, 0.9), sorted.length, 1);
  }

  /** The figure of something so many times larger, of which the cost is so many times higher. */
  Figure times(int factor) {
    return new Figure(median * factor, low * factor, high * factor, samples, scale * factor);
  }

  /** The figure of something so many times larger, of which the cost is the same. */
  Figure ofPart(int factor) {
    return new Figure(median, low, high, samples, scale * factor);
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}

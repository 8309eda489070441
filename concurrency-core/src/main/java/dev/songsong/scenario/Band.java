// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import com.google.common.math.Quantiles;
import java.util.List;
import java.util.Random;

/**
 * The A/A band: ratios as far from 1 as this are seen between runs of one and the same mode, so
 * they are noise.
 *
 * @param low the ratio that only 1 comparison in 40 falls below
 * @param high the ratio that only 1 comparison in 40 exceeds
 */
public record Band(double low, double high) {
  /** The narrowest band that is believed, however alike a few runs were by accident. */
  public static final Band NARROWEST = new Band(1 / 1.05, 1.05);

  private static final int RESAMPLES = 2000;

  /** Checks the order. */
  public Band {
    if (!(low > 0 && low <= 1 && high >= 1)) {
      throw new IllegalArgumentException(
          "band: " + low + " to " + high + " (expected: 0 < low <= 1 <= high)");
    }
  }

  /**
   * The widest band of several groups of equal runs.
   *
   * <p>Each group is resampled twice with replacement and the ratio of the two medians taken, many
   * times: that is what a comparison of the mode with itself would have given. The same runs give
   * the same band.
   */
  public static Band of(List<double[]> groups) {
    double high = NARROWEST.high();
    for (double[] runs : groups) {
      if (runs.length > 1) {
        high = Math.max(high, upperRatio(runs));
      }
    }
    return new Band(1 / high, high);
  }

  /** Whether a ratio can't be told from noise. */
  public boolean contains(double ratio) {
    return ratio >= low && ratio <= high;
  }

  private static double upperRatio(double[] runs) {
    var random = new Random(42);
    var ratios = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      ratios[i] = resampledMedian(runs, random) / resampledMedian(runs, random);
    }
    return Quantiles.scale(1000).index(975).compute(ratios);
  }

  private static double resampledMedian(double[] runs, Random random) {
    var picked = new double[runs.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = runs[random.nextInt(runs.length)];
    }
    return Quantiles.median().compute(picked);
  }
}

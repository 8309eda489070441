// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import com.google.common.math.Quantiles;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Intervals for a ratio of medians by the bootstrap: Efron, "Bootstrap methods: another look at the
 * jackknife", Annals of Statistics 7 (1979).
 *
 * <p>Runs that were neighbours are drawn together, so that what slowed both cancels out.
 */
final class Resampling {
  private static final int RESAMPLES = 5_000;
  private static final long SEED = 20_261_124;

  private Resampling() {}

  /** An interval that holds the ratio with 95 % confidence, as far as the sample tells. */
  record Interval(double low, double middle, double high) {}

  /**
   * Of the medians of two samples, the first over the second.
   *
   * @throws IllegalArgumentException if they differ in length or are empty
   */
  static Interval ofRatio(List<Double> first, List<Double> second) {
    if (first.isEmpty() || first.size() != second.size()) {
      throw new IllegalArgumentException(
          "runs: "
              + first.size()
              + " and "
              + second.size()
              + " (expected: as many of one as of the other, and at least 1)");
    }
    var random = new Random(SEED);
    int size = first.size();
    double[] ratios =
        IntStream.range(0, RESAMPLES)
            .mapToObj(i -> random.ints(size, 0, size).toArray())
            .mapToDouble(drawn -> median(first, drawn) / median(second, drawn))
            .sorted()
            .toArray();
    int[] all = IntStream.range(0, size).toArray();
    return new Interval(
        Quantiles.scale(1000).index(25).compute(ratios),
        median(first, all) / median(second, all),
        Quantiles.scale(1000).index(975).compute(ratios));
  }

  private static double median(List<Double> sample, int[] drawn) {
    double[] values = IntStream.of(drawn).mapToDouble(sample::get).toArray();
    return Quantiles.median().computeInPlace(values);
  }
}

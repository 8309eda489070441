// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.bench;

import com.google.common.math.Quantiles;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Intervals for the median of a few ratios by the bootstrap: Efron, "Bootstrap methods: another
 * look at the jackknife", Annals of Statistics 7 (1979).
 */
final class Resampling {
  private static final int RESAMPLES = 5_000;
  private static final long SEED = 20_261_124;

  private Resampling() {}

  /** An interval that holds the median with 95 % confidence, as far as the sample tells. */
  record Interval(double low, double median, double high) {}

  static Interval ofMedian(List<Double> sample) {
    var random = new Random(SEED);
    double[] medians =
        IntStream.range(0, RESAMPLES)
            .mapToDouble(i -> median(drawn(sample, random)))
            .sorted()
            .toArray();
    double middle = Quantiles.median().compute(sample);
    return new Interval(
        Quantiles.scale(1000).index(25).compute(medians),
        middle,
        Quantiles.scale(1000).index(975).compute(medians));
  }

  private static double median(double[] values) {
    return Quantiles.median().computeInPlace(values);
  }

  private static double[] drawn(List<Double> sample, Random random) {
    return random.ints(sample.size(), 0, sample.size()).mapToDouble(sample::get).toArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import com.google.common.math.Quantiles;
import dev.songsong.exec.Mode;
import dev.songsong.scenario.Comparison;
import java.util.Optional;
import java.util.OptionalDouble;

/** The smallest, middle and largest value of one figure over the runs of one mode. */
record Spread(double low, double median, double high) {

  /** Of a mode; empty if it has no run, or a run without the figure. */
  static Optional<Spread> of(Comparison comparison, Mode mode, Figure figure) {
    var runs = comparison.in(mode);
    double[] values =
        runs.stream()
            .map(figure::of)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .sorted()
            .toArray();
    if (values.length == 0 || values.length < runs.size()) {
      return Optional.empty();
    }
    return Optional.of(
        new Spread(values[0], Quantiles.median().compute(values), values[values.length - 1]));
  }
}

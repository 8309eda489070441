// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import com.google.common.math.Quantiles;
import dev.songsong.exec.Mode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * All that was measured of one problem.
 *
 * @param problem the problem's name
 * @param number its number among the twelve; 13 for llm-training
 * @param unit what it counts, in the plural
 * @param measurements of every trial that succeeded, in the order they ran
 * @param faults the fault experiments
 * @param failures one line for each mode in which a trial failed
 * @param complete false when the user or the time budget ended it early
 */
public record Comparison(
    String problem,
    int number,
    String unit,
    List<Measurement> measurements,
    List<FaultExperiment> faults,
    Map<Mode, String> failures,
    boolean complete) {

  /** Copies the collections. */
  public Comparison {
    measurements = List.copyOf(measurements);
    faults = List.copyOf(faults);
    failures = Map.copyOf(failures);
  }

  /** The modes with at least one measurement, in the order of {@link Mode}. */
  public Set<Mode> modes() {
    return measurements.stream()
        .map(Measurement::mode)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The measurements in one mode. */
  public List<Measurement> in(Mode mode) {
    return measurements.stream().filter(m -> m.mode() == mode).toList();
  }

  /**
   * The median of one figure in one mode.
   *
   * @throws IllegalArgumentException if the mode has no measurement
   */
  public double median(Mode mode, ToDoubleFunction<Measurement> figure) {
    double[] values = in(mode).stream().mapToDouble(figure).toArray();
    if (values.length == 0) {
      throw new IllegalArgumentException(
          "mode: " + mode + " (expected: one of " + modes() + "); measure it first");
    }
    return Quantiles.median().compute(values);
  }

  /** Whether every trial in every mode gave the same answer. */
  public boolean digestsEqual() {
    return measurements.stream().map(Measurement::digest).distinct().count() <= 1;
  }

  /** How far this machine's runs of one and the same mode differ: the A/A band. */
  public Band band() {
    return Band.of(
        modes().stream()
            .map(mode -> in(mode).stream().mapToDouble(Measurement::throughput).toArray())
            .toList());
  }
}

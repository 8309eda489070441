// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns what was measured into rows. */
final class RowMaker {
  private RowMaker() {}

  /** A row for each figure and peer that measured it; one of ours alone where none did. */
  static List<Row> rows(Contest contest, Entrant ours, List<Entrant> peers) {
    var rows = new ArrayList<Row>();
    for (Figure figure : contest.figures()) {
      List<Double> mine = ours.values(figure);
      if (mine.isEmpty()) {
        throw new BenchmarkException(
            ours.name() + ": no figure " + figure.key() + " (expected: one in each run)");
      }
      List<Row> beside =
          peers.stream()
              .filter(peer -> !peer.values(figure).isEmpty())
              .map(peer -> beside(contest, figure, mine, peer))
              .toList();
      rows.addAll(beside.isEmpty() ? List.of(alone(contest, figure, mine)) : beside);
    }
    return rows;
  }

  private static Row beside(Contest contest, Figure figure, List<Double> mine, Entrant peer) {
    List<Double> theirs = peer.values(figure);
    Resampling.Interval self = self(figure, mine);
    Resampling.Interval against = Resampling.ofRatio(merits(figure, mine), merits(figure, theirs));
    return new Row(
        contest.title(),
        figure.title(),
        median(mine),
        Optional.of(peer.name()),
        Optional.of(median(theirs)),
        figure.unit(),
        Optional.of(against.middle()),
        Optional.of(against.low()),
        Optional.of(against.high()),
        self.low(),
        self.high(),
        bars(figure, mine, peer.name(), against));
  }

  private static Row alone(Contest contest, Figure figure, List<Double> mine) {
    Resampling.Interval self = self(figure, mine);
    return new Row(
        contest.title(),
        figure.title(),
        median(mine),
        Optional.empty(),
        Optional.empty(),
        figure.unit(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        self.low(),
        self.high(),
        ownBar(figure, mine).stream().toList());
  }

  private static List<Bar> bars(
      Figure figure, List<Double> mine, String peer, Resampling.Interval against) {
    var bars = new ArrayList<Bar>();
    Double ratio = figure.ratioBars().get(peer);
    if (ratio != null) {
      bars.add(Bar.ofRatio(ratio, against.low(), against.high()));
    }
    ownBar(figure, mine).ifPresent(bars::add);
    return bars;
  }

  private static Optional<Bar> ownBar(Figure figure, List<Double> mine) {
    return figure.bar().map(target -> Bar.ofOurs(target, median(mine), figure.better()));
  }

  /** The first run of each round against the last: the same program, so the truth is 1. */
  private static Resampling.Interval self(Figure figure, List<Double> mine) {
    List<Double> merits = merits(figure, mine);
    return Resampling.ofRatio(every(merits, 0), every(merits, 1));
  }

  private static List<Double> every(List<Double> values, int first) {
    var kept = new ArrayList<Double>();
    for (int i = first; i < values.size(); i += 2) {
      kept.add(values.get(i));
    }
    return kept;
  }

  private static List<Double> merits(Figure figure, List<Double> values) {
    return values.stream().map(figure::merit).toList();
  }

  private static double median(List<Double> values) {
    return Quantiles.median().compute(values);
  }
}

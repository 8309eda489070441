// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.Comparison;
import dev.songsong.scenario.FaultExperiment;
import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One problem as the report shows it; its components are the template's names.
 *
 * @param name the problem's name on the command line
 * @param heading its number and title
 * @param choice the verdict in a word or two
 * @param style the verdict's colour
 * @param reasons why, the weightiest first
 * @param changes when it would change
 * @param charts the main figures
 * @param modes the columns of the tables
 * @param caption of the table of figures
 * @param rows the table of figures
 * @param faultCaption of the table of faults
 * @param faults the table of faults; a problem without experiments has none
 * @param digest whether the answers were equal
 * @param failures modes that failed
 */
record ProblemCard(
    String name,
    String heading,
    String choice,
    String style,
    List<String> reasons,
    List<String> changes,
    List<Chart> charts,
    List<String> modes,
    String caption,
    List<Row> rows,
    String faultCaption,
    List<FaultRow> faults,
    String digest,
    List<String> failures) {

  /** A figure with a cell for each mode. */
  record Row(String label, String unit, List<String> cells) {}

  /** A fault with a cell for each mode. */
  record FaultRow(String label, List<FaultCell> cells) {}

  /** What a fault cost one mode. */
  record FaultCell(boolean good, List<String> lines) {}

  /** Of a comparison, in one language. */
  static ProblemCard of(Comparison comparison, ReportTexts texts) {
    return new Builder(comparison, texts).card();
  }

  /** Whether there is a table of faults. */
  boolean hasFaults() {
    return !faults.isEmpty();
  }

  private record Builder(Comparison comparison, ReportTexts texts) {

    ProblemCard card() {
      Verdict verdict = Verdict.of(comparison);
      return new ProblemCard(
          comparison.problem(),
          comparison.number() + ". " + texts.problem(comparison.number()),
          texts.choice(verdict.choice()),
          verdict.choice().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          texts.sentences(verdict.reasons()),
          texts.sentences(verdict.changes()),
          charts(),
          ComparePlan.MODES.stream().map(texts::mode).toList(),
          texts.get("report.figures.caption", runs()),
          Stream.of(Figure.values()).flatMap(figure -> row(figure).stream()).toList(),
          texts.get("report.faults.caption", texts.unit(comparison.unit())),
          faults(),
          digest(),
          failures());
    }

    private String runs() {
      var counts =
          ComparePlan.MODES.stream().mapToInt(mode -> comparison.in(mode).size()).distinct();
      int[] sorted = counts.sorted().toArray();
      return sorted.length == 1 ? "" + sorted[0] : sorted[0] + "–" + sorted[sorted.length - 1];
    }

    private List<Chart> charts() {
      return Stream.of(Figure.THROUGHPUT, Figure.P99, Figure.CPU, Figure.MEMORY)
          .flatMap(figure -> Chart.of(comparison, figure, unit(figure), texts).stream())
          .toList();
    }

    private String unit(Figure figure) {
      return switch (figure) {
        case THROUGHPUT -> texts.get("figure.throughput.unit", texts.unit(comparison.unit()));
        case P50, P99, P999, STARTUP -> texts.get("figure.p99.unit");
        case CPU -> texts.get("figure.cpu.unit");
        case MEMORY -> texts.get("figure.memory.unit");
      };
    }

    private Optional<Row> row(Figure figure) {
      List<Optional<Spread>> spreads =
          ComparePlan.MODES.stream().map(mode -> Spread.of(comparison, mode, figure)).toList();
      if (spreads.stream().allMatch(Optional::isEmpty)) {
        return Optional.empty();
      }
      List<String> cells =
          spreads.stream()
              .map(s -> s.map(Spread::median).map(texts::number))
              .map(cell -> cell.orElseGet(() -> texts.get("report.unknown")))
              .toList();
      return Optional.of(new Row(texts.get(figure.key()), unit(figure), cells));
    }

    private List<FaultRow> faults() {
      var rows = new ArrayList<FaultRow>();
      comparison.faults().stream()
          .map(experiment -> experiment.result().fault())
          .distinct()
          .forEach(fault -> rows.add(new FaultRow(texts.fault(fault), cells(fault))));
      return rows;
    }

    private List<FaultCell> cells(String fault) {
      return ComparePlan.MODES.stream()
          .map(mode ->
              comparison.faults().stream()
                  .filter(e -> e.mode() == mode && e.result().fault().equals(fault))
                  .findFirst()
                  .map(this::cell)
                  .orElseGet(
                      () -> new FaultCell(false, List.of(texts.get("report.fault.missing")))))
          .toList();
    }

    private FaultCell cell(FaultExperiment experiment) {
      FaultResult result = experiment.result();
      String fate =
          experiment.survived()
              ? "report.fault.survived"
              : experiment.ended() ? "report.fault.died" : "report.fault.killed";
      return new FaultCell(
          experiment.survived() && result.lost() == 0,
          List.of(
              texts.get("report.fault.done", result.done(), result.done() + result.lost()),
              texts.get("report.fault.lost", result.lost()),
              texts.get("report.fault.named", result.named()),
              texts.get(fate)));
    }

    private String digest() {
      if (!comparison.digestsEqual()) {
        return texts.get("report.digest.differs");
      }
      return comparison.measurements().stream()
          .findFirst()
          .map(m -> texts.get("report.digest.equal", m.digest()))
          .orElse("");
    }

    private List<String> failures() {
      return EnumSet.allOf(Mode.class).stream()
          .filter(comparison.failures()::containsKey)
          .map(mode ->
              texts.mode(mode) + ": " + texts.get("report.failed", comparison.failures().get(mode)))
          .toList();
    }
  }
}

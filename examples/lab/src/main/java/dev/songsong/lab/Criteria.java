// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.Criterion;
import dev.songsong.exec.Mode;
import dev.songsong.scenario.Comparison;
import dev.songsong.scenario.FaultExperiment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The third question's table: criteria, what each favours, its source, and what came of it here.
 */
final class Criteria {
  private final Report report;
  private final ReportTexts texts;

  private Criteria(Report report, ReportTexts texts) {
    this.report = report;
    this.texts = texts;
  }

  /** One line; {@code here} is a sentence for each figure measured. */
  record Line(String name, String favours, String source, List<String> here) {}

  static List<Line> of(Report report, ReportTexts texts) {
    var criteria = new Criteria(report, texts);
    return Stream.of(Criterion.values()).map(criteria::line).toList();
  }

  private Line line(Criterion criterion) {
    Stream<String> here =
        switch (criterion) {
          case HANDOVER -> each(this::throughput);
          case STARTUP -> each(c -> figures(c, Figure.STARTUP, "criterion.here.startup", 2));
          case MEMORY -> each(c -> figures(c, Figure.MEMORY, "criterion.here.memory", 3));
          case ISOLATION -> faults(fault -> !fault.equals("hang"));
          case KILL -> faults(fault -> fault.equals("hang"));
          case CORES -> each(this::cores);
          case BLOCKING, MIXED -> Stream.empty();
        };
    List<String> sentences = here.toList();
    return new Line(
        texts.criterion(criterion),
        texts.favours(criterion),
        texts.source(criterion),
        sentences.isEmpty() ? List.of(texts.get("criterion.here.none")) : sentences);
  }

  private Stream<String> each(Function<Comparison, Optional<String>> sentence) {
    return report.comparisons().stream().flatMap(comparison -> sentence.apply(comparison).stream());
  }

  private Optional<String> throughput(Comparison comparison) {
    List<Double> medians = medians(comparison, Figure.THROUGHPUT);
    if (medians.size() < ComparePlan.MODES.size()) {
      return Optional.empty();
    }
    return Optional.of(
        texts.get(
            "criterion.here.throughput",
            comparison.problem(),
            texts.number(medians.get(1) / medians.get(0)),
            texts.number(medians.get(2) / medians.get(0))));
  }

  private Optional<String> figures(Comparison comparison, Figure figure, String key, int modes) {
    List<Double> medians = medians(comparison, figure);
    if (medians.size() < ComparePlan.MODES.size()) {
      return Optional.empty();
    }
    Stream<String> numbers = medians.stream().limit(modes).map(texts::number);
    return Optional.of(
        texts.get(key, Stream.concat(Stream.of(comparison.problem()), numbers).toArray()));
  }

  private Optional<String> cores(Comparison comparison) {
    List<Double> ratios =
        comparison.in(Mode.THREADS).stream()
            .flatMap(
                m -> m.cpu().map(cpu -> (double) cpu.toNanos() / m.elapsed().toNanos()).stream())
            .sorted()
            .toList();
    return ratios.isEmpty()
        ? Optional.empty()
        : Optional.of(
            texts.get(
                "criterion.here.cores",
                comparison.problem(),
                report.plan().cores(),
                texts.number(ratios.get(ratios.size() / 2))));
  }

  private Stream<String> faults(Predicate<String> wanted) {
    return report.comparisons().stream()
        .flatMap(comparison ->
            comparison.faults().stream()
                .map(experiment -> experiment.result().fault())
                .distinct()
                .filter(wanted)
                .map(fault -> fault(comparison, fault)));
  }

  private String fault(Comparison comparison, String fault) {
    Stream<String> lost = ComparePlan.MODES.stream().map(mode -> lost(comparison, fault, mode));
    return texts.get(
        "criterion.here.fault",
        Stream.concat(Stream.of(comparison.problem(), texts.fault(fault)), lost).toArray());
  }

  private String lost(Comparison comparison, String fault, Mode mode) {
    return comparison.faults().stream()
        .filter(e -> e.mode() == mode && e.result().fault().equals(fault))
        .map(FaultExperiment::result)
        .findFirst()
        .map(result -> result.lost() + "/" + (result.done() + result.lost()))
        .orElseGet(() -> texts.get("report.unknown"));
  }

  private static List<Double> medians(Comparison comparison, Figure figure) {
    return ComparePlan.MODES.stream()
        .flatMap(mode -> Spread.of(comparison, mode, figure).map(Spread::median).stream())
        .toList();
  }
}

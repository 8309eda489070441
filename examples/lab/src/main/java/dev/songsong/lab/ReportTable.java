// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.exec.Mode;
import dev.songsong.lab.Table.Group;
import dev.songsong.lab.Table.Row;
import dev.songsong.scenario.Comparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The report in short, for the terminal. */
final class ReportTable {
  private ReportTable() {}

  /** A group for each problem, then where the page is. */
  static Table of(Report report, ReportTexts texts, Path page) {
    var groups = new ArrayList<Group>();
    report.comparisons().forEach(comparison -> groups.add(group(comparison, texts)));
    groups.add(
        new Group(
            texts.get("report.page"),
            List.of(new Row("", page.toAbsolutePath().normalize().toString()))));
    return new Table(groups);
  }

  private static Group group(Comparison comparison, ReportTexts texts) {
    ProblemCard card = ProblemCard.of(comparison, texts);
    var rows = new ArrayList<Row>();
    comparison.modes().forEach(mode -> rows.add(figures(comparison, mode, texts)));
    card.failures().forEach(failure -> rows.add(new Row("!", failure)));
    card.faults().forEach(fault -> rows.add(new Row(fault.label(), losses(card, fault))));
    rows.add(new Row(texts.get("report.verdict"), card.choice()));
    card.reasons().forEach(reason -> rows.add(new Row("", reason)));
    return new Group(card.heading(), rows);
  }

  private static Row figures(Comparison comparison, Mode mode, ReportTexts texts) {
    return new Row(
        texts.mode(mode),
        texts.get(
            "report.line",
            number(comparison, mode, Figure.THROUGHPUT, texts),
            texts.unit(comparison.unit()),
            number(comparison, mode, Figure.P99, texts),
            number(comparison, mode, Figure.CPU, texts),
            number(comparison, mode, Figure.MEMORY, texts)));
  }

  private static String number(Comparison comparison, Mode mode, Figure figure, ReportTexts texts) {
    return Spread.of(comparison, mode, figure).map(Spread::median).map(texts::number).orElse("?");
  }

  private static String losses(ProblemCard card, ProblemCard.FaultRow fault) {
    var parts = new ArrayList<String>();
    for (int i = 0; i < card.modes().size(); i++) {
      List<String> lines = fault.cells().get(i).lines();
      parts.add(card.modes().get(i) + " " + (lines.size() > 1 ? lines.get(1) : lines.getFirst()));
    }
    return String.join("; ", parts);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.Advice;
import dev.songsong.advice.Cost.Unit;
import dev.songsong.advice.Costs;
import dev.songsong.advice.Criterion;
import dev.songsong.advice.WorkProfile;
import dev.songsong.lab.Table.Group;
import dev.songsong.lab.Table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Advice, and the third question's table, for a terminal. */
final class AdviceTable {
  private final AdviseTexts texts;
  private final Costs costs;

  AdviceTable(AdviseTexts texts, Costs costs) {
    this.texts = texts;
    this.costs = costs;
  }

  /** What to do, why, and what would change it. */
  Table of(Advice advice, WorkProfile work) {
    var why = new ArrayList<Row>();
    for (Advice.Reason reason : advice.reasons()) {
      why.add(row(String.valueOf(why.size() + 1), lines(reason)));
    }
    List<Row> changes =
        advice.changes().stream().map(change -> new Row("", texts.sentence(change))).toList();
    return new Table(
        List.of(
            new Group(
                texts.get("advise.advice"),
                List.of(
                    new Row(
                        texts.get("advise.choice"), texts.get("advise.choice." + advice.choice())),
                    new Row(texts.get("advise.code"), advice.code()),
                    row(texts.get("advise.work"), work(work)))),
            new Group(texts.get("advise.why"), why),
            new Group(texts.get("advise.changes"), changes),
            measured()));
  }

  private Stream<String> lines(Advice.Reason reason) {
    return Stream.concat(
        Stream.of(
            texts.sentence(reason), texts.get("advise.source", texts.source(reason.criterion()))),
        texts.figures(reason.costs(), costs).stream().map(line -> "- " + line));
  }

  private Stream<String> work(WorkProfile work) {
    var lines = new ArrayList<String>();
    lines.add(
        texts.get(
            "advise.work.value",
            texts.quantity(100 * work.cpuShare(), Unit.RATIO),
            texts.quantity(work.taskTime().toNanos(), Unit.NANOS),
            texts.quantity(work.bytesIn(), Unit.BYTES),
            texts.quantity(work.bytesOut(), Unit.BYTES),
            texts.quantity(work.heapBytes(), Unit.BYTES),
            texts.quantity(work.startUp().toNanos(), Unit.NANOS)));
    if (work.sharedState()) {
      lines.add(texts.get("advise.work.shared"));
    }
    if (work.nativeCode()) {
      lines.add(texts.get("advise.work.native"));
    }
    if (work.untrusted()) {
      lines.add(texts.get("advise.work.untrusted"));
    }
    if (work.killable()) {
      lines.add(texts.get("advise.work.killable"));
    }
    return lines.stream();
  }

  /** Criterion, what it favours, source, and what it comes to here. */
  Table ofCriteria() {
    Stream<Group> criteria = Stream.of(Criterion.values()).map(this::group);
    return new Table(Stream.concat(criteria, Stream.of(measured())).toList());
  }

  private Group group(Criterion criterion) {
    List<String> here = texts.figures(criterion.costs(), costs);
    return new Group(
        texts.criterion(criterion),
        List.of(
            new Row(texts.get("advise.favours"), texts.favours(criterion)),
            new Row(texts.get("advise.criterion.source"), texts.source(criterion)),
            row(
                texts.get("advise.here"),
                here.isEmpty() ? Stream.of(texts.get("advise.none")) : here.stream())));
  }

  private Group measured() {
    boolean any = !costs.figures().isEmpty();
    return new Group(
        texts.get("advise.measured"),
        List.of(
            new Row(
                "",
                any
                    ? texts.get(
                        "advise.measured.value",
                        costs.at(),
                        texts.quantity(costs.took().toNanos(), Unit.NANOS))
                    : texts.get("advise.none"))));
  }

  private static Row row(String label, Stream<String> lines) {
    return new Row(label, String.join("\n", lines.toList()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.Advice;
import dev.songsong.advice.Cost;
import dev.songsong.advice.Costs;
import dev.songsong.advice.Criterion;
import dev.songsong.advice.Figure;
import dev.songsong.command.Language;
import dev.songsong.command.Texts;
import java.util.Collection;
import java.util.List;

/** The adviser's sentences and figures in one language; criteria and sources are the report's. */
final class AdviseTexts {
  private static final String[] TIMES = {"ns", "µs", "ms", "s"};
  private static final double NEXT = 1000;

  private final Texts texts;
  private final ReportTexts report;
  private final Units units;

  AdviseTexts(Language language) {
    this.texts = Texts.named(Main.class, "advise", language);
    this.report = new ReportTexts(language);
    this.units = new Units(language.locale());
  }

  String get(String key, Object... values) {
    return texts.get(key, values);
  }

  String criterion(Criterion criterion) {
    return report.criterion(criterion);
  }

  String favours(Criterion criterion) {
    return report.favours(criterion);
  }

  String source(Criterion criterion) {
    return report.source(criterion);
  }

  String sentence(Advice.Reason reason) {
    return get(
        reason.key(), reason.values().stream().map(v -> quantity(v.number(), v.unit())).toArray());
  }

  String cost(Cost cost) {
    return get("cost." + cost);
  }

  /** A line for each cost that was measured: what it is, the median, the spread. */
  List<String> figures(Collection<Cost> wanted, Costs costs) {
    return wanted.stream()
        .flatMap(cost ->
            costs.figure(cost).stream()
                .map(figure -> cost(cost) + ": " + figure(figure, cost.unit())))
        .toList();
  }

  private String figure(Figure figure, Cost.Unit unit) {
    String median = quantity(figure.median(), unit);
    String text =
        figure.samples() == 1
            ? median
            : get(
                "advise.figure",
                median,
                quantity(figure.low(), unit),
                quantity(figure.high(), unit));
    return figure.scale() == 1 ? text : text + get("advise.scaled", figure.scale());
  }

  String quantity(double number, Cost.Unit unit) {
    return switch (unit) {
      case NANOS -> time(number);
      case BYTES -> units.bytes((long) number);
      case RATIO -> units.decimal(number, 2);
    };
  }

  private String time(double nanos) {
    int unit = 0;
    double value = nanos;
    while (value >= NEXT && unit < TIMES.length - 1) {
      value /= NEXT;
      unit++;
    }
    int places = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return units.decimal(value, places) + " " + TIMES[unit];
  }
}

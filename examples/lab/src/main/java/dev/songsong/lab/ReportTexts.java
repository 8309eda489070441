// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.Criterion;
import dev.songsong.command.Language;
import dev.songsong.command.Texts;
import dev.songsong.exec.Mode;
import dev.songsong.scenario.Verdict;
import java.util.List;

/** The report's words and numbers in one language. */
final class ReportTexts {
  private final Language language;
  private final Texts texts;

  ReportTexts(Language language) {
    this.language = language;
    this.texts = Texts.named(Main.class, "report", language);
  }

  Language language() {
    return language;
  }

  String get(String key, Object... values) {
    return texts.get(key, values);
  }

  String problem(int number) {
    return texts.get("problem." + number);
  }

  String mode(Mode mode) {
    return texts.get("mode." + mode.name());
  }

  /** What a problem counts; a unit without a translation stands for itself. */
  String unit(String unit) {
    return orItself("unit.", unit);
  }

  String fault(String fault) {
    return orItself("fault.", fault);
  }

  String criterion(Criterion criterion) {
    return texts.get("criterion." + criterion.key());
  }

  /** What a criterion speaks for. */
  String favours(Criterion criterion) {
    return texts.get("criterion." + criterion.key() + ".favours");
  }

  /** Where that is written. */
  String source(Criterion criterion) {
    return texts.get("criterion." + criterion.key() + ".source");
  }

  /** A choice as a heading. */
  String choice(Verdict.Choice choice) {
    return texts.get("choice." + choice.name());
  }

  List<String> sentences(List<Verdict.Reason> reasons) {
    return reasons.stream().map(this::sentence).toList();
  }

  /** With as many decimals as make three digits, so that a column's figures can be compared. */
  String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(language.locale(), "%,." + decimals + "f", value);
  }

  private String sentence(Verdict.Reason reason) {
    return texts.get(reason.key(), reason.values().stream().map(this::value).toArray());
  }

  private String value(Object value) {
    return switch (value) {
      case Mode mode -> mode(mode);
      case Double ratio -> number(ratio);
      case String name when texts.has("unit." + name) -> unit(name);
      case String name -> fault(name);
      default -> value.toString();
    };
  }

  private String orItself(String prefix, String name) {
    return texts.has(prefix + name) ? texts.get(prefix + name) : name;
  }
}

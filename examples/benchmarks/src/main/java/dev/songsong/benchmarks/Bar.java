// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * What a row should reach, and whether it did.
 *
 * @param of what is looked at
 * @param atLeast whether it should be at least, and not at most, the target
 * @param target in the unit of what is looked at
 * @param verdict what the run showed
 */
public record Bar(
    Subject of, @JsonProperty("at_least") boolean atLeast, double target, Verdict verdict) {

  /** The two that can have a bar. */
  public enum Subject {
    /** The ratio to the peer. */
    RATIO,
    /** Our own median. */
    OURS
  }

  /** Whether a bar is reached. */
  public enum Verdict {
    /** Yes; a ratio with the whole of its interval. */
    MET,
    /** No; a ratio with the whole of its interval. */
    MISSED,
    /** The interval holds the bar. */
    OPEN
  }

  /** A bar for a ratio with its interval. */
  static Bar ofRatio(double target, double low, double high) {
    Verdict verdict = low >= target ? Verdict.MET : high < target ? Verdict.MISSED : Verdict.OPEN;
    return new Bar(Subject.RATIO, true, target, verdict);
  }

  /** A bar for our own median. */
  static Bar ofOurs(double target, double ours, Figure.Better better) {
    boolean atLeast = better == Figure.Better.MORE;
    boolean met = atLeast ? ours >= target : ours <= target;
    return new Bar(Subject.OURS, atLeast, target, met ? Verdict.MET : Verdict.MISSED);
  }

  /** For people: {@code at least ×7 missed}, {@code at most 30 µs met}. */
  public String words(String unit) {
    String value = Numbers.words(target);
    return (atLeast ? "at least " : "at most ")
        + (of == Subject.RATIO ? "×" + value : value + " " + unit)
        + " "
        + verdict.name().toLowerCase(Locale.ROOT);
  }

  /** For a picture, in which the unit is near: {@code ≥ ×7 missed}, {@code ≤ 30 met}. */
  String sign() {
    return (atLeast ? "≥ " : "≤ ")
        + (of == Subject.RATIO ? "×" : "")
        + Numbers.words(target)
        + " "
        + verdict.name().toLowerCase(Locale.ROOT);
  }

  @JsonIgnore
  boolean isOfRatio() {
    return of == Subject.RATIO;
  }
}

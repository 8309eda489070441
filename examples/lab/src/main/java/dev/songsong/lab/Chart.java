// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One figure's bars, a mode each, as places in the template's SVG.
 *
 * <p>The template draws them, not a chart library: those that write SVG measure their text with
 * AWT, which fails on a system without fonts, where a JDK alone must do.
 *
 * @param id unique in the page
 * @param title what is shown
 * @param unit its unit and which end is better
 * @param description the same in words, for those who don't see it
 * @param bars from the top
 */
record Chart(String id, String title, String unit, String description, List<Bar> bars) {
  // Of the template's SVG: the bars' left end, and the room that leaves place for a value.
  private static final double LEFT = 92;
  private static final double ROOM = 190;
  private static final double TOP = 8;
  private static final double STEP = 30;

  /** One bar with its line from the smallest to the largest run; lengths in SVG units. */
  record Bar(
      String mode,
      String style,
      String value,
      String y,
      String middle,
      String width,
      String low,
      String high,
      String labelAt) {}

  /** Of one figure; empty if no mode has it. */
  static Optional<Chart> of(Comparison comparison, Figure figure, String unit, ReportTexts texts) {
    double most =
        ComparePlan.MODES.stream()
            .flatMap(mode -> Spread.of(comparison, mode, figure).stream())
            .mapToDouble(Spread::high)
            .max()
            .orElse(0);
    if (most <= 0) {
      return Optional.empty();
    }
    var bars = new ArrayList<Bar>();
    for (Mode mode : ComparePlan.MODES) {
      Spread.of(comparison, mode, figure)
          .ifPresent(spread -> bars.add(bar(mode, spread, ROOM / most, bars.size(), texts)));
    }
    String title = texts.get(figure.key());
    String description =
        bars.stream()
            .map(bar -> bar.mode() + " " + bar.value())
            .collect(Collectors.joining("; ", title + " (" + unit + "): ", ""));
    String id = comparison.problem() + "-" + figure.name().toLowerCase(Locale.ROOT);
    return Optional.of(new Chart(id, title, unit, description, bars));
  }

  private static Bar bar(Mode mode, Spread spread, double scale, int row, ReportTexts texts) {
    double y = TOP + row * STEP;
    return new Bar(
        texts.mode(mode),
        mode.name().toLowerCase(Locale.ROOT),
        texts.number(spread.median()),
        place(y),
        place(y + 9),
        place(spread.median() * scale),
        place(LEFT + spread.low() * scale),
        place(LEFT + spread.high() * scale),
        place(LEFT + spread.high() * scale + 7));
  }

  private static String place(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}

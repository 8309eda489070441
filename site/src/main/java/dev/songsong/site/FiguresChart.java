// SPDX-License-Identifier: Apache-2.0
package dev.songsong.site;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Draws the chart of the page on image processing from the JSON that {@code songsong compare}
 * wrote.
 */
final class FiguresChart {
  private static final List<String> MODES = List.of("threads", "processes", "hybrid");
  private static final double ROOM = 190;
  private static final int COLUMN = 380;
  private static final int ROW = 190;

  private final JsonNode report;
  private final JsonNode problem;
  private final Locale locale;
  private final ResourceBundle texts;

  private FiguresChart(JsonNode report, Locale locale) {
    this.report = report;
    this.problem = report.get("problems").get(0);
    this.locale = locale;
    this.texts =
        ResourceBundle.getBundle(
            "dev.songsong.site.figures",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** A mode's bar in a panel, as places in the template's SVG. */
  record Bar(
      String mode,
      String style,
      double y,
      double textY,
      double width,
      double valueX,
      String value) {}

  /** One figure. */
  record Panel(int x, int y, String title, String unit, List<Bar> bars) {}

  /** A line below the panels. */
  record Note(int y, String text) {}

  /** The chart as SVG. */
  static String draw(Path json, Locale locale) throws IOException {
    return new FiguresChart(JsonMapper.shared().readTree(Files.readString(json)), locale).svg();
  }

  private String svg() throws IOException {
    JsonNode faults = problem.get("fault").get("crash");
    List<Panel> panels =
        List.of(
            panel(0, "throughput", "", mode -> figure(mode, "throughput")),
            panel(1, "memory", "", mode -> figure(mode, "peak_mb")),
            panel(2, "startup", "", mode -> figure(mode, "startup_ms")),
            panel(3, "lost", good(faults), mode -> faults.get(mode).get("lost").asDouble()));
    var values =
        Map.of(
            "lang", locale.getLanguage(),
            "title", texts.getString("title"),
            "description", description(panels),
            "panels", panels,
            "notes", notes());
    try (var template =
        new InputStreamReader(
            Objects.requireNonNull(FiguresChart.class.getResourceAsStream("figures.mustache")),
            StandardCharsets.UTF_8)) {
      return Mustache.compiler().compile(template).execute(values);
    }
  }

  private double figure(String mode, String name) {
    return problem.get("modes").get(mode).get(name).asDouble();
  }

  private static String good(JsonNode faults) {
    JsonNode processes = faults.get("processes");
    return String.valueOf(processes.get("done").asInt() + processes.get("lost").asInt());
  }

  private Panel panel(int place, String name, String unit, ToDoubleFunction<String> figure) {
    double most = Math.max(1e-9, MODES.stream().mapToDouble(figure).max().orElse(0));
    var bars = new ArrayList<Bar>();
    for (String mode : MODES) {
      double value = figure.applyAsDouble(mode);
      double width = Math.round(value / most * ROOM * 10) / 10.0;
      double y = 56 + 30 * bars.size();
      bars.add(new Bar(texts.getString(mode), mode, y, y + 16, width, 92 + width, number(value)));
    }
    return new Panel(
        16 + place % 2 * COLUMN,
        8 + place / 2 * ROW,
        texts.getString(name),
        text(name + ".unit", unit),
        bars);
  }

  private String number(double value) {
    return String.format(locale, value < 100 && value != Math.rint(value) ? "%.1f" : "%.0f", value);
  }

  private static String description(List<Panel> panels) {
    return panels.stream()
        .map(panel -> panel.title() + " (" + panel.unit() + "): " + values(panel))
        .collect(Collectors.joining(". "));
  }

  private static String values(Panel panel) {
    return panel.bars().stream()
        .map(bar -> bar.mode() + " " + bar.value())
        .collect(Collectors.joining(", "));
  }

  private List<Note> notes() {
    JsonNode environment = report.get("environment");
    JsonNode cpu = report.get("machine").get("cpu");
    String extent = texts.getString(environment.get("quick").asBoolean() ? "quick" : "full");
    String machine =
        text(
            "machine",
            cpu.get("name").asString(),
            cpu.get("logical_processors").asString(),
            environment.get("jdk").asString());
    String run =
        text(
            "run",
            environment.get("time").asString().substring(0, 10),
            environment.get("commit").asString(),
            number(environment.get("load").asDouble()));
    return List.of(new Note(420, machine), new Note(442, run + "; " + extent));
  }

  private String text(String key, Object... values) {
    return new MessageFormat(texts.getString(key), locale).format(values);
  }
}

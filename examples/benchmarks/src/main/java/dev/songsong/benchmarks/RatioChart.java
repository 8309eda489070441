// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import static java.util.stream.Collectors.joining;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Draws the ratios of a report: a dot with its interval for each row, over the band that the same
 * program shows against itself, on a scale on which twice and half are equally far from 1.
 *
 * <p>As every chart of the project it is places computed here and a template that draws them.
 */
public final class RatioChart {
  // Of the template's SVG.
  private static final double PLOT_LEFT = 420;
  private static final double PLOT_WIDTH = 330;
  private static final double TOP = 96;
  private static final double HEADING = 40;
  private static final double STEP = 42;
  private static final double FOOT = 84;
  // Beyond this an interval goes out of the picture; its numbers stand beside it.
  private static final double MOST = 256;

  private final Report report;
  private final double span; // the scale goes from 1/span to span

  private RatioChart(Report report) {
    this.report = report;
    double most =
        report.rows().stream()
            .filter(row -> row.ratio().isPresent())
            .flatMapToDouble(RatioChart::ends)
            .map(end -> Math.max(end, 1 / end))
            .max()
            .orElse(2);
    this.span = Math.clamp(Math.pow(2, Math.ceil(Math.log(most) / Math.log(2))), 2, MOST);
  }

  /** What must be in the picture: the interval and the bars. */
  private static DoubleStream ends(Row row) {
    DoubleStream bars = row.bars().stream().filter(Bar::isOfRatio).mapToDouble(Bar::target);
    return DoubleStream.concat(
        DoubleStream.of(row.low().orElseThrow(), row.high().orElseThrow()), bars);
  }

  /** A heading with its rows. */
  record Group(String title, double y, List<Mark> marks) {}

  /** A row: its words, and the places of its dot, interval and band. */
  record Mark(
      String name,
      String beside,
      String style,
      String numbers,
      double y,
      String dot,
      String low,
      String width,
      String bandAt,
      String bandWidth,
      String barAt,
      String bars,
      String barStyle) {

    /** Whether the ratio has a bar. */
    boolean barred() {
      return !barAt.isEmpty();
    }

    /** Whether there is a ratio to be shown. */
    boolean dotted() {
      return !numbers.isEmpty();
    }

    /** A loss has a shape of its own, for those who don't tell the colours apart. */
    boolean diamond() {
      return style.equals("worse");
    }
  }

  /** A line of the scale. */
  record Tick(String x, String label, String style) {}

  /** The chart as an SVG file. */
  public static String svg(Report report) {
    return new RatioChart(report).draw();
  }

  /** The chart as a page that needs nothing else. */
  public static String html(Report report) {
    return filled("ratios-page.mustache", Map.of("suite", report.suite(), "svg", svg(report)));
  }

  private String draw() {
    var groups = new ArrayList<Group>();
    double y = TOP;
    for (List<Row> rows : byGroup()) {
      var marks = new ArrayList<Mark>();
      double heading = y + 24;
      y += HEADING;
      for (Row row : rows) {
        marks.add(mark(row, y));
        y += STEP;
      }
      groups.add(new Group(rows.getFirst().group(), heading, marks));
    }
    return filled(
        "ratios.mustache",
        Map.of(
            "suite", report.suite(),
            "description", description(),
            "height", y + FOOT,
            "bottom", y,
            "ticks", ticks(),
            "groups", groups,
            "notes", notes(y)));
  }

  private List<List<Row>> byGroup() {
    return List.copyOf(
        report.rows().stream()
            .collect(Collectors.groupingBy(Row::group, LinkedHashMap::new, Collectors.toList()))
            .values());
  }

  private Mark mark(Row row, double y) {
    String beside =
        row.peer().map(peer -> "beside " + peer).orElse("no peer measured") + ": " + values(row);
    double bandLeft = at(1 / row.noise());
    String band = place(bandLeft);
    String bandWidth = place(at(row.noise()) - bandLeft);
    String bars = bars(row);
    String barStyle = barStyle(row);
    if (row.ratio().isEmpty()) {
      return new Mark(
          row.name(), beside, "alone", "", y, "", "", "", band, bandWidth, "", bars, barStyle);
    }
    String barAt =
        row.bars().stream()
            .filter(Bar::isOfRatio)
            .map(bar -> place(at(bar.target())))
            .collect(joining());
    double low = at(row.low().orElseThrow());
    return new Mark(
        row.name(),
        beside,
        row.finding().name().toLowerCase(Locale.ROOT),
        numbers(row),
        y,
        place(at(row.ratio().get())),
        place(low),
        place(Math.max(1, at(row.high().orElseThrow()) - low)),
        band,
        bandWidth,
        barAt,
        bars,
        barStyle);
  }

  private static String bars(Row row) {
    return row.bars().isEmpty()
        ? ""
        : row.bars().stream().map(Bar::sign).collect(joining(", ", "bar: ", ""));
  }

  /** One missed bar is enough to have the line of the bars say so. */
  private static String barStyle(Row row) {
    boolean missed = row.bars().stream().anyMatch(bar -> bar.verdict() == Bar.Verdict.MISSED);
    return missed ? "missed" : "s";
  }

  private static String values(Row row) {
    return Numbers.words(row.ours())
        + row.peerValue().map(value -> " and " + Numbers.words(value)).orElse("")
        + " "
        + row.unit();
  }

  private static String numbers(Row row) {
    return "×"
        + Numbers.words(row.ratio().orElseThrow())
        + " ("
        + Numbers.words(row.low().orElseThrow())
        + " to "
        + Numbers.words(row.high().orElseThrow())
        + ")";
  }

  /** Where a ratio is, from the left; the scale is logarithmic. */
  private double at(double ratio) {
    double share = Math.log(Math.clamp(ratio, 1 / span, span)) / Math.log(span);
    return PLOT_LEFT + PLOT_WIDTH * (share + 1) / 2;
  }

  private List<Tick> ticks() {
    var ticks = new ArrayList<Tick>();
    double step = span > 16 ? 4 : 2;
    ticks.add(new Tick(place(at(1)), "1", "one"));
    for (double ratio = step; ratio <= span; ratio *= step) {
      ticks.add(new Tick(place(at(ratio)), Numbers.words(ratio), "grid"));
      ticks.add(new Tick(place(at(1 / ratio)), "1/" + Numbers.words(ratio), "grid"));
    }
    return ticks;
  }

  private String description() {
    return report.rows().stream()
        .filter(row -> row.ratio().isPresent())
        .map(row -> row.name() + " beside " + row.peer().orElseThrow() + " " + numbers(row))
        .collect(joining("; "));
  }

  /** A line below the rows. */
  record Note(double y, String text) {}

  private List<Note> notes(double bottom) {
    Environment environment = report.environment();
    String run =
        environment.time().toString().substring(0, 10)
            + environment.commit().map(commit -> ", commit " + commit).orElse("")
            + (environment.load().isPresent()
                ? ", load before " + Numbers.words(environment.load().getAsDouble())
                : "");
    return List.of(
        new Note(bottom + 46, environment.cpu() + ", Java " + environment.jdk().strip()),
        new Note(bottom + 66, run));
  }

  private static String place(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String filled(String template, Map<String, Object> values) {
    try (var reader =
        new InputStreamReader(
            Objects.requireNonNull(RatioChart.class.getResourceAsStream(template), template),
            StandardCharsets.UTF_8)) {
      return Mustache.compiler().compile(reader).execute(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

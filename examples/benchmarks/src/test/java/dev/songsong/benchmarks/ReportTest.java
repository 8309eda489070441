// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ReportTest {
  private static final Environment ENVIRONMENT =
      new Environment(
          Instant.parse("2026-11-24T03:00:00Z"),
          Optional.of("abc1234"),
          "Temurin 25",
          "a processor, 2 at once",
          List.of("-XX:+UseSerialGC"),
          OptionalDouble.of(0.5),
          Optional.of("some avg10=0.00"));

  private static Row row(String name, double ratio, double low, double high) {
    return new Row(
        "Toys",
        name,
        2,
        Optional.of("peer"),
        Optional.of(2 * ratio),
        "s",
        Optional.of(ratio),
        Optional.of(low),
        Optional.of(high),
        0.9,
        1.1,
        List.of());
  }

  private static final Row ALONE =
      new Row(
          "More <toys>",
          "lonely & proud",
          7,
          Optional.empty(),
          Optional.empty(),
          "µs",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0.8,
          1.3,
          List.of(Bar.ofOurs(5, 7, Figure.Better.LESS)));

  private static final Row BARRED =
      new Row(
          "More <toys>",
          "with bars",
          7,
          Optional.of("peer"),
          Optional.of(14.0),
          "µs",
          Optional.of(2.0),
          Optional.of(1.8),
          Optional.of(2.2),
          0.9,
          1.1,
          List.of(Bar.ofRatio(1.5, 1.8, 2.2), Bar.ofOurs(30, 7, Figure.Better.LESS)));

  private static final Report REPORT =
      new Report(
          "toys",
          ENVIRONMENT,
          List.of(
              row("a win", 3, 2.5, 3.5),
              row("a loss", 0.25, 0.2, 0.3),
              row("a tie", 1, 0.9, 1.2),
              ALONE,
              BARRED));

  @Test
  void json_has_the_names_that_are_promised() {
    JsonNode json = JsonMapper.shared().readTree(REPORT.json());

    assertThat(json.propertyNames()).containsExactly("suite", "environment", "rows");
    assertThat(json.get("environment").propertyNames())
        .containsExactly("time", "commit", "jdk", "cpu", "flags", "load", "pressure");
    for (JsonNode row : json.get("rows")) {
      assertThat(row.propertyNames())
          .containsExactly(
              "name",
              "ours",
              "peer",
              "peer_value",
              "unit",
              "ratio",
              "low",
              "high",
              "aa_low",
              "aa_high",
              "bars");
    }
    assertThat(json.get("rows").get(4).get("bars").get(0).toString())
        .isEqualTo(
            """
            {"of":"RATIO","at_least":true,"target":1.5,"verdict":"MET"}\
            """);
    assertThat(json.get("rows").get(0).get("peer_value").asDouble()).isEqualTo(6);
    assertThat(json.get("rows").get(3).get("peer").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "3,    2.5,  3.5,  BETTER",
    "1.3,  1.05, 1.5,  NO_DIFFERENCE",
    "1.5,  0.9,  2,    NO_DIFFERENCE",
    "0.25, 0.2,  0.3,  WORSE",
    "0.92, 0.85, 0.95, NO_DIFFERENCE"
  })
  void nothing_is_claimed_inside_the_band(
      double ratio, double low, double high, Row.Finding finding) {
    assertThat(row("a row", ratio, low, high).finding()).isEqualTo(finding);
  }

  @Test
  void chart_is_well_formed_and_says_all_in_words_too() {
    Document svg = Jsoup.parse(RatioChart.svg(REPORT), "", Parser.xmlParser());

    assertThat(svg.select("svg > title").text()).contains("toys");
    assertThat(svg.select("svg > desc").text())
        .isEqualTo(
            "a win beside peer ×3 (2.50 to 3.50); a loss beside peer ×0.25 (0.20 to 0.30); a tie"
                + " beside peer ×1 (0.90 to 1.20); with bars beside peer ×2 (1.80 to 2.20)");
    assertThat(svg.select("text").eachText())
        .contains(
            "Toys",
            "More <toys>",
            "a loss",
            "×0.25 (0.20 to 0.30)",
            "beside peer: 2 and 0.50 s",
            "lonely & proud",
            "no peer measured: 7 µs",
            "bar: ≤ 5 missed",
            "bar: ≥ ×1.50 met, ≤ 30 met",
            "2026-11-24, commit abc1234, load before 0.50");
  }

  @Test
  void losses_are_drawn_as_large_as_wins_and_in_a_shape_of_their_own() {
    Document svg = Jsoup.parse(RatioChart.svg(REPORT), "", Parser.xmlParser());

    assertThat(svg.select("g path.range")).hasSize(4);
    assertThat(svg.select("g circle.dot.better")).hasSize(2);
    assertThat(svg.select("g path.dot.worse")).hasSize(1);
    assertThat(svg.select("g circle.dot.no_difference")).hasSize(1);
    // The scale is logarithmic with 1 in the middle, at 585 of the picture's 1060.
    assertThat(svg.select("path.one").attr("d")).startsWith("M585.0 ");
  }

  @Test
  void bars_have_a_mark_of_their_own_and_a_missed_one_is_marked_in_words_too() {
    Document svg = Jsoup.parse(RatioChart.svg(REPORT), "", Parser.xmlParser());

    assertThat(svg.select("g path.bar")).hasSize(1);
    assertThat(svg.select("g text.missed").eachText()).containsExactly("bar: ≤ 5 missed");
  }

  @ParameterizedTest
  @CsvSource({"2, MET", "2.5, OPEN", "4, MISSED"})
  void bar_of_a_ratio_is_met_or_missed_by_the_whole_interval(double target, Bar.Verdict verdict) {
    assertThat(Bar.ofRatio(target, 2, 3).verdict()).isEqualTo(verdict);
  }

  @Test
  void every_mark_lies_in_the_picture_however_large_the_ratio() {
    var report = new Report("toys", ENVIRONMENT, List.of(row("enormous", 1e6, 1e5, 1e7)));

    Document svg = Jsoup.parse(RatioChart.svg(report), "", Parser.xmlParser());

    assertThat(Double.parseDouble(svg.select("g circle.dot").attr("cx"))).isLessThanOrEqualTo(750);
  }

  @Test
  void page_holds_the_chart_and_needs_nothing_else() {
    Document page = Jsoup.parse(RatioChart.html(REPORT));

    assertThat(page.title()).isEqualTo("songsong bench toys");
    assertThat(page.select("svg g circle")).hasSize(3);
    assertThat(page.select("[src], link")).isEmpty();
  }

  @Test
  void effort_is_the_last_argument() {
    assertThat(Effort.of(new String[] {"raw", "quick"})).isEqualTo(Effort.QUICK);
    assertThatThrownBy(() -> Effort.of(new String[0]))
        .hasMessage("effort: none (expected: check, quick or full as the last argument)");
  }
}

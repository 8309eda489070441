// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.benchmarks.Environment;
import dev.songsong.command.Language;
import dev.songsong.exec.Mode;
import dev.songsong.machine.Machine;
import dev.songsong.scenario.Comparison;
import dev.songsong.scenario.FaultExperiment;
import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Measurement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ReportPageTest {

  private static Report report(Comparison... comparisons) {
    var environment =
        new Environment(
            Instant.parse("2026-11-24T03:00:00Z"),
            Optional.of("abc1234+"),
            "Temurin 25",
            "a processor",
            List.of("--flag"),
            OptionalDouble.of(0.5),
            Optional.of("some avg10=0.00"));
    var plan = new ComparePlan(true, 42, Duration.ofSeconds(30), 2);
    return new Report(Machine.probe(), environment, plan, List.of(comparisons));
  }

  private static Comparison comparison(OptionalLong peak) {
    var measurements = new ArrayList<Measurement>();
    var faults = new ArrayList<FaultExperiment>();
    for (Mode mode : ComparePlan.MODES) {
      for (int run = 0; run < 2; run++) {
        measurements.add(measurement(mode, run, peak));
      }
      boolean died = mode == Mode.THREADS;
      var result = new FaultResult("crash", 40, died ? 3 : 38, died ? 35 : 0, 2, !died);
      faults.add(new FaultExperiment(mode, result, true));
    }
    return new Comparison("image-processing", 5, "images", measurements, faults, Map.of(), true);
  }

  private static Measurement measurement(Mode mode, int run, OptionalLong peak) {
    return new Measurement(
        mode,
        "d".repeat(64),
        100,
        Duration.ofMillis(1000 + 100 * run + 200 * mode.ordinal()),
        Duration.ofMillis(200),
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Optional.of(Duration.ofSeconds(2)),
        peak,
        Optional.empty());
  }

  private static Document page(Report report, Language language) {
    return Jsoup.parse(ReportPage.of(report, language, "other.html"));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void the_page_is_well_formed(Language language) {
    String text = ReportPage.of(report(comparison(OptionalLong.of(9))), language, "other.html");
    Parser parser = Parser.htmlParser().setTrackErrors(10);

    Document page = Jsoup.parse(text, parser);

    assertThat(parser.getErrors()).isEmpty();
    assertThat(text).doesNotContain("{{", "null", "Optional");
    assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void the_page_needs_nothing_else(Language language) {
    String text = ReportPage.of(report(comparison(OptionalLong.of(9))), language, "other.html");

    assertThat(text).doesNotContain("http:", "https:", "<script", "@import", "url(");
    assertThat(Jsoup.parse(text).select("[src], link, iframe, object")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void the_page_can_be_read_by_everyone(Language language) {
    Document page = page(report(comparison(OptionalLong.of(9))), language);

    assertThat(page.selectFirst("html").attr("lang")).isEqualTo(language.name().toLowerCase());
    assertThat(page.select("h1")).hasSize(1);
    assertThat(levels(page)).startsWith(1, 2);
    for (Element table : page.select("table")) {
      assertThat(table.select("th")).isNotEmpty().allMatch(head -> head.hasAttr("scope"));
    }
    assertThat(page.select("svg"))
        .hasSize(4)
        .allSatisfy(chart -> {
          assertThat(chart.attr("role")).isEqualTo("img");
          Element title = page.getElementById(chart.attr("aria-labelledby"));
          assertThat(title).isNotNull();
          assertThat(title.text()).isNotBlank();
        });
    assertThat(page.select("a[href=other.html]").attr("hreflang"))
        .isEqualTo(language == Language.VI ? "en" : "vi");
  }

  private static List<Integer> levels(Document page) {
    List<Integer> levels =
        page.select("h1, h2, h3, h4").stream()
            .map(heading -> Integer.parseInt(heading.tagName().substring(1)))
            .toList();
    for (int i = 1; i < levels.size(); i++) {
      assertThat(levels.get(i)).isLessThanOrEqualTo(levels.get(i - 1) + 1);
    }
    return levels;
  }

  @Test
  void the_page_answers_the_three_questions_and_stamps_itself() {
    Document page = page(report(comparison(OptionalLong.of(9))), Language.EN);

    assertThat(page.select("h2").eachText())
        .anyMatch(heading -> heading.startsWith("Question 1"))
        .anyMatch(heading -> heading.startsWith("Question 2"))
        .anyMatch(heading -> heading.startsWith("Question 3"));
    assertThat(page.select(".verdict").text()).isEqualTo("Processes");
    assertThat(page.text())
        .contains("the whole JVM died, and 35 of 38 good images were not done")
        .contains("image-processing, native crash: lost by threads 35/38, by processes 0/38")
        .contains("abc1234, with changes that are not committed", "Temurin 25", "some avg10=0.00");
  }

  @Test
  void numbers_are_written_as_vietnamese_does() {
    Document page = page(report(comparison(OptionalLong.of(9))), Language.VI);

    assertThat(page.text()).contains("95,5", "Đa tiến trình").doesNotContain("95.5");
  }

  @Test
  void a_figure_that_the_system_does_not_tell_is_left_out() {
    Document page = page(report(comparison(OptionalLong.empty())), Language.EN);

    assertThat(page.select("svg")).hasSize(3);
    assertThat(page.text()).doesNotContain("Peak memory").contains("CPU time");
  }

  @Test
  void a_report_without_problems_still_describes_the_machine() {
    Document page = page(report(), Language.EN);

    assertThat(page.text()).contains("No problem was measured", "Logical processors");
  }

  @Test
  void text_from_outside_is_escaped() {
    var hostile =
        new Comparison(
            "image-processing",
            5,
            "images",
            List.of(),
            List.of(),
            Map.of(Mode.THREADS, "<img src=x onerror=alert(1)>"),
            true);

    Document page = page(report(hostile), Language.EN);

    assertThat(page.select("img")).isEmpty();
    assertThat(page.text()).contains("<img src=x onerror=alert(1)>");
  }
}

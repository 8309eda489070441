// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.advice.Advice;
import dev.songsong.advice.Cost;
import dev.songsong.advice.Criterion;
import dev.songsong.command.Language;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.Verdict;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two languages say the same things. */
@Timeout(30)
class TextsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  private static Properties texts(String file) throws IOException {
    try (Reader reader =
        new InputStreamReader(TextsTest.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
      var texts = new Properties();
      texts.load(new StringReader(reader.readAllAsString()));
      return texts;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "advise"})
  void both_languages_have_the_same_texts_with_the_same_places(String bundle) throws IOException {
    Properties english = texts(bundle + ".properties");
    Properties vietnamese = texts(bundle + "_vi.properties");

    assertThat(vietnamese.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(places(vietnamese, key)).as(key).isEqualTo(places(english, key));
      // MessageFormat takes a straight apostrophe for a quote and drops it.
      assertThat(english.getProperty(key)).as(key).doesNotContain("'");
    }
  }

  private static TreeSet<String> places(Properties texts, String key) {
    return PLACE
        .matcher(texts.getProperty(key))
        .results()
        .map(place -> place.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_choice_has_a_word() {
    var texts = new ReportTexts(Language.VI);
    for (Verdict.Choice choice : Verdict.Choice.values()) {
      assertThat(texts.choice(choice)).isNotBlank();
    }
  }

  @Test
  void every_sentence_that_a_verdict_can_say_is_there() throws IOException {
    // GIVEN the keys as they stand in the rules' source
    Path rules =
        Path.of("../../concurrency-core/src/main/java/dev/songsong/scenario/VerdictRules.java");
    var keys =
        Pattern.compile("\"((verdict|change)\\.[a-z-]+)\"")
            .matcher(Files.readString(rules))
            .results()
            .map(key -> key.group(1))
            .toList();

    assertThat(keys).hasSizeGreaterThan(10);
    assertThat(texts("report.properties").stringPropertyNames()).containsAll(keys);
  }

  @Test
  void every_sentence_that_advice_can_say_is_there() throws IOException {
    // GIVEN the keys as they stand in the rules' source: what is no key there is a prefix
    Path rules =
        Path.of("../../concurrency-core/src/main/java/dev/songsong/advice/AdviceRules.java");
    List<String> keys =
        Pattern.compile("\"([a-z]+(-[a-z]+)*)\"")
            .matcher(Files.readString(rules))
            .results()
            .map(key -> key.group(1))
            .filter(key -> !List.of("profile", "machine", "costs").contains(key))
            .toList();
    var there = texts("advise.properties").stringPropertyNames();

    assertThat(keys).hasSizeGreaterThan(20);
    assertThat(keys)
        .allMatch(key -> there.contains("advice." + key) || there.contains("change." + key));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void every_criterion_choice_and_cost_has_its_words(Language language) {
    var texts = new AdviseTexts(language);
    for (Criterion criterion : Criterion.values()) {
      assertThat(texts.criterion(criterion)).isNotBlank();
      assertThat(texts.favours(criterion)).isNotBlank();
      assertThat(texts.source(criterion)).isNotBlank();
    }
    for (Cost cost : Cost.values()) {
      assertThat(texts.cost(cost)).isNotBlank();
    }
    for (Advice.Choice choice : Advice.Choice.values()) {
      assertThat(texts.get("advise.choice." + choice)).isNotBlank();
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void the_site_names_the_same_criteria_and_sources(Language language) throws IOException {
    String site = language == Language.VI ? "site-vi" : "site";
    Path file = Path.of("../../site/src", site, "markdown/threads-or-processes.md");
    String page = Files.readString(file).replace("*", "");
    var texts = new AdviseTexts(language);
    for (Criterion criterion : Criterion.values()) {
      assertThat(page).contains("| " + texts.source(criterion) + " |");
    }
  }

  @Test
  void every_problem_on_the_class_path_has_a_title() {
    for (Scenario scenario : Problems.all()) {
      assertThat(new ReportTexts(Language.EN).problem(scenario.number())).isNotBlank();
    }
  }
}

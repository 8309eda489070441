// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import com.samskivert.mustache.Mustache;
import dev.songsong.benchmarks.Environment;
import dev.songsong.command.Language;
import dev.songsong.exec.Mode;
import dev.songsong.scenario.Band;
import dev.songsong.scenario.TrialSetup;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The report for people: one page that needs nothing else, in one language. */
final class ReportPage {
  private final Report report;
  private final ReportTexts texts;

  private ReportPage(Report report, Language language) {
    this.report = report;
    this.texts = new ReportTexts(language);
  }

  /**
   * The page's text.
   *
   * @param other where the page in the other language lies
   */
  static String of(Report report, Language language, String other) {
    return new ReportPage(report, language).render(other);
  }

  private String render(String other) {
    try (Reader template =
        new InputStreamReader(
            Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.mustache")),
            StandardCharsets.UTF_8)) {
      return Mustache.compiler().escapeHTML(true).compile(template).execute(model(other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> model(String other) {
    var model = new HashMap<String, Object>();
    // Dots would be taken for parts of a path: the template writes report-title.
    Mustache.CustomContext words = name -> texts.get(name.replace('-', '.'));
    model.put("t", words);
    model.put("lang", texts.language().locale().getLanguage());
    model.put("otherLang", texts.language() == Language.VI ? "en" : "vi");
    model.put("other", other);
    model.put("extent", texts.get(report.plan().quick() ? "report.quick" : "report.full"));
    model.put("time", time());
    model.put("partial", report.comparisons().stream().anyMatch(c -> !c.complete()));
    model.put("machine", MachineTable.of(report.machine(), texts.language()).groups());
    model.put("cards", report.comparisons().stream().map(c -> ProblemCard.of(c, texts)).toList());
    model.put("empty", report.comparisons().isEmpty());
    model.put("criteria", Criteria.of(report, texts));
    model.put("method", method());
    return model;
  }

  private String time() {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
        .withLocale(texts.language().locale())
        .withZone(ZoneId.systemDefault())
        .format(report.environment().time());
  }

  private List<Table.Row> method() {
    Environment environment = report.environment();
    ComparePlan plan = report.plan();
    var rows = new ArrayList<Table.Row>();
    rows.add(row("method.time", environment.time().toString()));
    rows.add(row("method.commit", environment.commit().map(this::commit).orElseGet(this::unknown)));
    rows.add(row("method.jdk", environment.jdk()));
    rows.add(row("method.flags", String.join(" ", environment.flags())));
    rows.add(row("method.cpu", report.machine().cpu().name().orElseGet(this::unknown)));
    rows.add(
        row(
            "method.load",
            environment.load().isPresent()
                ? texts.number(environment.load().getAsDouble())
                : unknown()));
    rows.add(row("method.pressure", environment.pressure().orElseGet(this::unknown)));
    rows.add(row("method.seed", Long.toString(plan.seed())));
    rows.add(row("method.degree", degree(plan)));
    report.comparisons().forEach(c -> rows.add(row("method.band", band(c.problem(), c.band()))));
    return rows;
  }

  private String commit(String commit) {
    return commit.endsWith("+")
        ? texts.get("method.commit.dirty", commit.substring(0, commit.length() - 1))
        : commit;
  }

  private String degree(ComparePlan plan) {
    TrialSetup hybrid = plan.setup(Mode.HYBRID, Path.of(""));
    return texts.get(
        "method.degree.value", plan.cores(), plan.cores(), hybrid.processes(), hybrid.threads());
  }

  private String band(String problem, Band band) {
    return texts.get(
        "method.band.value", problem, texts.number(band.low()), texts.number(band.high()));
  }

  private Table.Row row(String key, String value) {
    return new Table.Row(texts.get(key), value);
  }

  private String unknown() {
    return texts.get("report.unknown");
  }
}

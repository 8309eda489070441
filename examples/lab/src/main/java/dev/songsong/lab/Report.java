// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.benchmarks.Environment;
import dev.songsong.command.Language;
import dev.songsong.machine.Machine;
import dev.songsong.scenario.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that a comparison found out.
 *
 * @param machine the machine it ran on
 * @param environment its circumstances
 * @param plan how it was asked for
 * @param comparisons a problem each
 */
record Report(
    Machine machine, Environment environment, ComparePlan plan, List<Comparison> comparisons) {
  Report {
    comparisons = List.copyOf(comparisons);
  }

  /** Whether every mode of every problem gave an answer, and the same one. */
  boolean sound() {
    return comparisons.stream().allMatch(c -> c.digestsEqual() && c.failures().isEmpty());
  }

  /**
   * Writes report.json, report.html in one language, and the page in the other beside it.
   *
   * @return where report.html is
   */
  Path write(Path directory, Language language) throws IOException {
    Language second = language == Language.EN ? Language.VI : Language.EN;
    String beside = "report." + second.locale().getLanguage() + ".html";
    Files.writeString(
        directory.resolve("report.json"), ReportJson.of(this).toPrettyString() + "\n");
    Files.writeString(directory.resolve(beside), ReportPage.of(this, second, "report.html"));
    return Files.writeString(
        directory.resolve("report.html"), ReportPage.of(this, language, beside));
  }
}

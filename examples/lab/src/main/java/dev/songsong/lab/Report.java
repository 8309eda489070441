// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

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

  /** Writes the files of the report into a directory. */
  void write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("report.json"), ReportJson.of(this).toPrettyString() + "\n");
  }
}

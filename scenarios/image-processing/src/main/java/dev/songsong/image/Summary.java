// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.command.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A job's report as the command prints it.
 *
 * @param report what happened
 * @param texts the language
 */
record Summary(JobReport report, Texts texts) {

  /** One line for each thing that went wrong: what it is, how it ended, why. */
  List<String> troubles() {
    var lines = new ArrayList<String>(report.problems());
    for (ManifestEntry entry : report.troubles()) {
      lines.add(
          texts.get("say.trouble", entry.input(), texts.get(word(entry.outcome())), entry.error()));
    }
    report.stopped().ifPresent(lines::add);
    return lines;
  }

  /** What was achieved. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    for (List<String> group : report.duplicates()) {
      lines.add(texts.get("say.duplicates", String.join(", ", group)));
    }
    lines.add(
        texts.get(
            "say.summary", report.done(), seconds(), report.done() / Math.max(1e-3, seconds())));
    if (report.alreadyDone() > 0) {
      lines.add(texts.get("say.summary.already", report.alreadyDone()));
    }
    if (!report.complete()) {
      lines.add(
          texts.get(
              "say.summary.troubles",
              report.count(FileOutcome.FAILED),
              report.count(FileOutcome.TIMED_OUT),
              report.count(FileOutcome.QUARANTINED),
              untried()));
    }
    return lines;
  }

  private int untried() {
    return report.files() - report.done() - report.alreadyDone() - report.troubles().size();
  }

  private double seconds() {
    return report.elapsed().toNanos() / 1e9;
  }

  private static String word(FileOutcome outcome) {
    return switch (outcome) {
      case DONE -> "say.done";
      case FAILED -> "say.failed";
      case TIMED_OUT -> "say.timed-out";
      case QUARANTINED -> "say.quarantined";
    };
  }

  /** The same for programs. */
  String json() {
    var object = new LinkedHashMap<String, Object>();
    object.put("files", report.files());
    object.put("done", report.done());
    object.put("already_done", report.alreadyDone());
    object.put("failed", report.count(FileOutcome.FAILED));
    object.put("timed_out", report.count(FileOutcome.TIMED_OUT));
    object.put("quarantined", report.count(FileOutcome.QUARANTINED));
    object.put("untried", untried());
    object.put("worker_deaths", report.workerDeaths());
    object.put("seconds", seconds());
    object.put(
        "troubles",
        report.troubles().stream()
            .map(entry ->
                Map.of(
                    "input", entry.input(),
                    "output", entry.output(),
                    "outcome", entry.outcome(),
                    "error", entry.error()))
            .toList());
    object.put("problems", report.problems());
    object.put("duplicates", report.duplicates());
    object.put("stopped", report.stopped());
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(object);
  }
}

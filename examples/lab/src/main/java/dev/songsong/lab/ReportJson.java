// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.benchmarks.Environment;
import dev.songsong.exec.Mode;
import dev.songsong.scenario.Comparison;
import dev.songsong.scenario.FaultExperiment;
import dev.songsong.scenario.Measurement;
import dev.songsong.scenario.Verdict;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report for programs. Its names are an interface: they are added to, never changed.
 *
 * <p>A figure that the system could not tell is absent, never 0.
 */
final class ReportJson {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ReportJson() {}

  static ObjectNode of(Report report) {
    ObjectNode root = JSON.createObjectNode();
    root.set("machine", MachineJson.tree(report.machine()));
    root.set("environment", environment(report.environment(), report.plan()));
    ArrayNode problems = root.putArray("problems");
    report.comparisons().forEach(comparison -> problems.add(problem(comparison)));
    return root;
  }

  private static ObjectNode environment(Environment environment, ComparePlan plan) {
    ObjectNode node = JSON.createObjectNode();
    node.put("time", environment.time().toString());
    environment.commit().ifPresent(commit -> node.put("commit", commit));
    node.put("jdk", environment.jdk());
    node.putPOJO("flags", environment.flags());
    environment.load().ifPresent(load -> node.put("load", load));
    environment.pressure().ifPresent(pressure -> node.put("pressure_cpu", pressure));
    node.put("seed", plan.seed());
    node.put("quick", plan.quick());
    node.put("cores", plan.cores());
    return node;
  }

  private static ObjectNode problem(Comparison comparison) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", comparison.problem());
    node.put("number", comparison.number());
    node.put("complete", comparison.complete());
    ObjectNode modes = node.putObject("modes");
    for (Mode mode : comparison.modes()) {
      modes.set(name(mode), figures(comparison, mode));
    }
    ObjectNode failures = node.putObject("failures");
    comparison.failures().forEach((mode, why) -> failures.put(name(mode), why));
    ObjectNode fault = node.putObject("fault");
    comparison
        .faults()
        .forEach(e -> fault.withObjectProperty(e.result().fault()).set(name(e.mode()), fault(e)));
    node.putObject("aa_band")
        .put("low", rounded(comparison.band().low()))
        .put("high", rounded(comparison.band().high()));
    Verdict verdict = Verdict.of(comparison);
    node.put("verdict", name(verdict.choice()));
    node.set("reasons", reasons(verdict.reasons()));
    node.set("changes", reasons(verdict.changes()));
    return node;
  }

  private static ObjectNode figures(Comparison comparison, Mode mode) {
    List<Measurement> runs = comparison.in(mode);
    ObjectNode node = JSON.createObjectNode();
    node.put("digest", runs.getFirst().digest());
    node.put("unit", comparison.unit() + "/s");
    for (Figure figure : Figure.values()) {
      Spread.of(comparison, mode, figure)
          .ifPresent(spread -> node.put(figure.json(), rounded(spread.median())));
    }
    node.put("items", runs.getFirst().items());
    ArrayNode each = node.putArray("runs");
    runs.forEach(run -> each.add(rounded(run.throughput())));
    return node;
  }

  private static ObjectNode fault(FaultExperiment experiment) {
    return JSON.createObjectNode()
        .put("items", experiment.result().items())
        .put("done", experiment.result().done())
        .put("lost", experiment.result().lost())
        .put("named", experiment.result().named())
        .put("survived", experiment.survived())
        .put("ended", experiment.ended());
  }

  private static JsonNode reasons(List<Verdict.Reason> reasons) {
    ArrayNode node = JSON.createArrayNode();
    reasons.forEach(
        reason -> node.addObject().put("key", reason.key()).putPOJO("values", reason.values()));
    return node;
  }

  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** To a thousandth: more digits would be noise. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}

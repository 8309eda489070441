// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole comparisons with real child JVMs. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class CompareTest {
  @TempDir private Path out;

  private Console compare(String... arguments) {
    var all = new ArrayList<>(List.of("compare"));
    all.addAll(List.of(arguments));
    // A budget that is used up at once leaves what a comparison can't do without.
    all.addAll(List.of("--quick", "--budget", "1s", "--lang", "en", "--out", out.toString()));
    return Console.run(all.toArray(String[]::new));
  }

  private JsonNode problem() {
    return JsonMapper.shared().readTree(out.resolve("report.json").toFile()).get("problems").get(0);
  }

  @Test
  void a_comparison_writes_the_report_for_people_and_programs() {
    Console console =
        Console.run(
            "compare", "toy", "--quick", "--lang", "en", "--seed", "7", "--out", out.toString());

    assertThat(console.err()).contains("1/10 toy: threads, warm-up", "10/10 toy: threads, run 2");
    assertThat(console.out())
        .contains("12. Simulation", "blocks/s", "Verdict", out.resolve("report.html").toString());
    assertThat(console.code()).isZero();
    assertThat(out.resolve("report.html")).content().contains("<html lang=\"en\">");
    assertThat(out.resolve("report.vi.html")).content().contains("<html lang=\"vi\">");
    assertSchema(JsonMapper.shared().readTree(out.resolve("report.json").toFile()));
    JsonNode fault = problem().get("fault").get("crash");
    assertThat(fault.get("threads").get("done").asInt()).isEqualTo(3);
    assertThat(fault.get("threads").get("survived").asBoolean()).isFalse();
    assertThat(fault.get("processes").get("lost").asInt()).isZero();
    assertThat(problem().get("verdict").asString()).isIn("processes", "both");
  }

  private static void assertSchema(JsonNode report) {
    assertThat(report.get("machine").get("cpu").get("logical_processors").asInt()).isPositive();
    assertThat(report.get("environment").propertyNames())
        .contains("time", "jdk", "flags", "seed", "quick", "cores");
    JsonNode problem = report.get("problems").get(0);
    assertThat(problem.propertyNames()).contains("name", "modes", "fault", "verdict");
    assertThat(problem.get("modes").propertyNames())
        .containsExactly("threads", "processes", "hybrid");
    for (JsonNode mode : problem.get("modes")) {
      assertThat(mode.get("digest").asString()).hasSize(64);
      assertThat(mode.get("digest")).isEqualTo(problem.get("modes").get("threads").get("digest"));
      assertThat(mode.get("unit").asString()).isEqualTo("blocks/s");
      assertThat(mode.get("throughput").asDouble()).isPositive();
      assertThat(mode.propertyNames()).contains("p50_ms", "p99_ms", "startup_ms");
      if (System.getProperty("os.name").equals("Linux")) {
        assertThat(mode.get("cpu_s").asDouble()).isPositive();
        assertThat(mode.get("peak_mb").asDouble()).isBetween(10.0, 2000.0);
      }
    }
  }

  @Test
  void different_answers_are_a_failed_comparison() {
    Console console = compare("toy-mismatched");

    assertThat(console.code()).isEqualTo(1);
    assertThat(console.out()).contains("Failed", "different answers");
    assertThat(problem().get("verdict").asString()).isEqualTo("failed");
  }

  @Test
  void a_mode_whose_jvm_dies_is_told_and_the_others_are_measured() {
    Console console = compare("toy-crashing");

    assertThat(console.code()).isEqualTo(1);
    assertThat(problem().get("failures").get("hybrid").asString())
        .isEqualTo("exit 99: about to die");
    assertThat(problem().get("modes").propertyNames()).containsExactly("threads", "processes");
    assertThat(out.resolve("report.html")).content().contains("exit 99: about to die");
  }

  @Test
  void json_goes_to_standard_output_when_asked() {
    Console console = compare("toy", "--json");

    assertThat(JsonMapper.shared().readTree(console.out()))
        .isEqualTo(JsonMapper.shared().readTree(out.resolve("report.json").toFile()));
  }
}

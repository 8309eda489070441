// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.advice.Cost;
import dev.songsong.advice.Costs;
import dev.songsong.advice.Figure;
import dev.songsong.machine.Machine;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
@ExtendWith(LeakCheck.class)
class AdviseCommandTest {
  @TempDir private Path directory;
  private Path file;

  /** A measurement of this machine, so that only the test about measuring measures. */
  @BeforeEach
  void keep_a_measurement() throws IOException {
    file = directory.resolve("costs.json");
    new CostsFile(file).write(made(), Machine.probe());
  }

  private static Costs made() {
    var figures = new EnumMap<Cost, Figure>(Cost.class);
    for (Cost cost : Cost.values()) {
      double median = 1_000 * (1 + cost.ordinal());
      figures.put(
          cost, new Figure(median, median / 2, median * 2, 9, cost == Cost.COPY_GIB ? 64 : 1));
    }
    return new Costs(Instant.parse("2026-11-24T03:00:00Z"), Duration.ofSeconds(7), figures);
  }

  private Console advise(String... arguments) {
    var line = new ArrayList<String>(List.of("advise", "--costs", file.toString()));
    line.addAll(List.of(arguments));
    return Console.run(line.toArray(String[]::new));
  }

  /** The words, however the lines are broken. */
  private static String unwrapped(Console console) {
    return console.out().replaceAll("\\s+", " ");
  }

  @Test
  void trusted_work_is_advised_threads_with_code_sources_and_figures() {
    Console console = advise("--yes", "--lang", "en");

    assertThat(console.code()).isZero();
    assertThat(console.err()).isEmpty();
    assertThat(unwrapped(console))
        .startsWith("Advice Choice threads Write ParallelExecutor.threads(")
        .contains("computes 100 % of its time; takes 10 ms a task")
        .contains("Java has no interpreter lock", "Source: CPython documentation")
        .contains("a task to a worker process and back: 7 µs (3.5 µs to 14 µs)")
        .contains("measured on a part 64 times smaller")
        .contains("What would change it", "2026-11-24T03:00:00Z, in 7 s; renew it with")
        .doesNotContain("\u001b", "{");
  }

  @Test
  void risk_is_advised_processes_in_vietnamese() {
    Console console =
        advise("--untrusted", "--task-time", "5ms", "--bytes-in", "1MB", "--lang", "vi");

    assertThat(unwrapped(console))
        .startsWith("Lời khuyên Nên dùng tiến trình")
        .contains(
            "tiến trình", "ParallelExecutor.processes(", "người lạ", "Nguồn: Tài liệu thiết kế")
        .contains("nhận 1 MiB", "5 ms", "Điều gì sẽ làm đổi lời khuyên");
  }

  @Test
  void json_holds_work_advice_and_costs() {
    Console console = advise("--json", "--cpu", "0.1", "--heap", "2g", "--lang", "en");

    JsonNode tree = new JsonMapper().readTree(console.out());
    assertThat(tree.path("work").path("cpu_share").doubleValue()).isEqualTo(0.1);
    assertThat(tree.path("work").path("heap_bytes").longValue()).isEqualTo(2L << 30);
    assertThat(tree.path("advice").path("choice").stringValue()).isEqualTo("processes");
    assertThat(tree.path("advice").path("heap_mib").intValue()).isEqualTo(2048);
    assertThat(tree.path("advice").path("reasons").path(0).path("source").stringValue())
        .startsWith("Chromium");
    assertThat(tree.path("costs").path("figures").path("kill").path("median").doubleValue())
        .isPositive();
    assertThat(tree.has("criteria")).isFalse();
  }

  @Test
  void the_kept_measurement_is_read_as_it_was_written() {
    assertThat(new CostsFile(file).read(Machine.probe())).contains(made());
  }

  @Test
  void a_damaged_missing_or_foreign_measurement_is_none() throws IOException {
    Machine here = Machine.probe();
    String text = Files.readString(file);
    for (String damaged :
        List.of(
            "",
            "{",
            "[]",
            "{\"machine\": 3}",
            text.replace("\"at\"", "\"when\""),
            text.replaceFirst("\"samples\" : \\d+", "\"samples\" : 0"),
            text.replace(" cores", "1 cores"))) {
      Files.writeString(file, damaged);
      assertThat(new CostsFile(file).read(here)).as(damaged).isEmpty();
    }
    Files.delete(file);
    assertThat(new CostsFile(file).read(here)).isEmpty();
  }

  @Test
  void measuring_prints_every_criterion_says_how_far_it_is_and_keeps_what_it_found()
      throws IOException {
    Files.delete(file);

    Console console = advise("--measure", "--lang", "en");

    assertThat(console.code()).isZero();
    assertThat(console.err()).contains("songsong: 1/18 measuring: starting a platform thread");
    assertThat(unwrapped(console))
        .contains("Sharing data and handing over tasks", "Ending work that ignores interrupts")
        .contains("Favours threads", "JEP 444, Virtual Threads; JEP 491")
        .contains("killing a worker process: ")
        .doesNotContain("Advice");
    assertThat(new CostsFile(file).read(Machine.probe())).isPresent();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void a_place_that_can_not_be_written_costs_the_keeping_only() {
    Console console =
        Console.run("advise", "--yes", "--costs", "/proc/songsong/costs.json", "--lang", "en");

    assertThat(console.code()).isZero();
    assertThat(console.err())
        .contains("songsong: the measurement could not be kept in /proc/songsong/costs.json: ");
    assertThat(console.out()).contains("ParallelExecutor.threads(");
  }
}

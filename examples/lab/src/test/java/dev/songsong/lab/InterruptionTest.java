// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ctrl-C and worse, sent to a real process. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
@EnabledOnOs(OS.LINUX)
class InterruptionTest {
  @TempDir private Path out;

  private Process startEndless() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // What a killed lab can't remove lies where the test's directory is.
            "-Djava.io.tmpdir=" + out,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "compare",
            "toy-endless",
            "--quick",
            "--out",
            out.toString())
        .redirectOutput(out.resolve("stdout").toFile())
        .start();
  }

  /** Waits until the trial that never ends has begun: the lab, its child and the child's child. */
  private static List<ProcessHandle> untilEndless(Process lab) throws IOException {
    BufferedReader err = lab.errorReader();
    String line = err.readLine();
    while (line != null && !line.contains("processes, run 1")) {
      line = err.readLine();
    }
    assertThat(line).as("progress").isNotNull();
    while (lab.descendants().count() < 2) {
      assertThat(lab.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    return lab.descendants().toList();
  }

  private static void signal(Process process, String name) throws Exception {
    int killed =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    assertThat(killed).isZero();
  }

  private static void assertEnd(List<ProcessHandle> processes) {
    assertThat(processes)
        .allSatisfy(process -> assertThat(process.onExit()).succeedsWithin(10, TimeUnit.SECONDS));
  }

  @Test
  void ctrl_c_writes_what_was_measured_and_leaves_no_child() throws Exception {
    Process lab = startEndless();
    List<ProcessHandle> children = untilEndless(lab);

    signal(lab, "INT");

    assertThat(lab.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(lab.exitValue()).isEqualTo(130);
    assertEnd(children);
    JsonNode problem =
        JsonMapper.shared().readTree(out.resolve("report.json").toFile()).get("problems").get(0);
    assertThat(problem.get("complete").asBoolean()).isFalse();
    assertThat(problem.get("modes").propertyNames()).containsExactly("threads");
    assertThat(problem.get("failures")).isEmpty();
    assertThat(out.resolve("report.html")).content().contains("--budget");
  }

  @Test
  void a_killed_lab_takes_its_trial_with_it() throws Exception {
    Process lab = startEndless();
    List<ProcessHandle> children = untilEndless(lab);

    lab.destroyForcibly().waitFor();

    assertEnd(children);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HardwareCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void table_describes_this_machine_in_the_language_asked_for() {
    assertThat(run("hardware", "--lang", "vi")).isZero();

    assertThat(out.toString())
        .startsWith("Bộ xử lý (CPU)\n")
        .contains("\nBộ nhớ (RAM)\n", "\nBộ xử lý đồ họa (GPU)", "\nHệ thống\n", "\nKhuyến nghị\n");
    assertThat(out.toString()).doesNotContain("\u001b");
  }

  @Test
  void json_can_be_read_back() {
    assertThat(run("hardware", "--json")).isZero();

    var machine = MachineJson.read(out.toString());
    assertThat(machine.java().availableProcessors())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void watch_ends_after_its_count() {
    assertThat(run("hardware", "--watch", "--count", "1", "--json")).isZero();

    assertThat(out.toString()).startsWith("{\"cores\":[").hasLineCount(1);
  }

  @Test
  void count_is_checked() {
    assertThat(run("hardware", "--watch", "--count", "0")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--count: 0 (expected: 1 or more); leave it out to go on until Ctrl-C");
  }

  @Test
  void count_needs_watch() {
    assertThat(run("hardware", "--count", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("--count: 3 (expected: with --watch); add --watch");
  }

  @Test
  void unknown_language_names_the_known_ones() {
    assertThat(run("hardware", "--lang", "fr")).isEqualTo(2);
    assertThat(err.toString()).contains("--lang: fr (expected: one of en, vi)");
  }
}

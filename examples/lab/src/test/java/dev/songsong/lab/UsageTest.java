// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class UsageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare nothing          | problem: nothing (expected: one of web-server, image-processing, toy,
          compare --fast           | option: --fast (expected: one of --budget, --help, --json,
          compare --seed x         | --seed: x (expected: a whole number); see songsong compare --help
          compare --lang fr        | --lang: fr (expected: one of en, vi); see songsong compare --help
          compare --budget -3s     | --budget: -3s (expected: a time above 0 such as 90s, 5m or 1h30m)
          compare --budget soon    | --budget: soon (expected: a time above 0 such as 90s, 5m or 1h30m)
          compare --seed           | --seed: missing (expected: a whole number)
          compare --seed 1 --seed 2| --seed: given twice (expected: once)
          compare toy toy          | argument: toy (expected: no more arguments)
          advise --cpu 2           | --cpu: 2 (expected: a number from 0 to 1); see songsong advise --help
          advise --cpu much        | --cpu: much (expected: a number from 0 to 1); see songsong advise --help
          advise --heap -1         | --heap: -1 (expected: a size such as 512, 64KB, 1MB or 2g); see
          advise --task-time 0ms   | --task-time: 0ms (expected: a time above 0 such as 90s, 5m or 1h30m)
          advise --heap            | --heap: missing (expected: a size such as
          advise me                | argument: me (expected: no more arguments)
          run                      | problem: none (expected: one of image-processing, web-server)
          run nothing              | problem: nothing (expected: one of image-processing, web-server)
          fly                      | command: fly (expected: one of hardware, list, compare,
          bench                    | SUITE: missing (expected: SUITE); see songsong bench --help
          bench nothing            | suite: nothing (expected: one of core, exec, threads, memory,
          bench exec --chart x.png | --chart: x.png (expected: a file that ends in .svg or .html)
          bench exec --json /no/x  | --json: /no/x (expected: a file that can be written); name another
          bench jmh --chart x.svg  | --chart: x.svg (expected: none, jmh has no peers); use --json FILE
          list --colour            | option: --colour (expected: one of --help, --json, --lang, --version)
          """)
  void a_wrong_command_line_gets_one_line_and_2(String line, String message) {
    Console console = Console.run(line.split(" "));

    assertThat(console.code()).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).startsWith("songsong: " + message).hasLineCount(1);
  }

  @Test
  void no_command_gets_one_line_and_2() {
    Console console = Console.run();

    assertThat(console.code()).isEqualTo(2);
    assertThat(console.err()).startsWith("songsong: command: none (expected: one of hardware,");
  }

  @Test
  void a_file_in_the_place_of_the_report_is_refused_before_anything_runs(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("taken"), "mine");

    Console console = Console.run("compare", "toy", "--out", file.toString());

    assertThat(console.code()).isEqualTo(2);
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "songsong: --out: "
                + file
                + " (expected: a directory that can be written); name another with --out DIR");
    assertThat(file).hasContent("mine");
  }

  @Test
  void an_unwritable_place_for_the_report_is_refused_before_anything_runs() {
    // Not even root may write here.
    Console console = Console.run("compare", "toy", "--out", "/proc/songsong-report");

    assertThat(console.code()).isEqualTo(2);
    assertThat(console.err()).startsWith("songsong: --out: /proc/songsong-report (expected: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hardware", "list", "compare", "advise", "run", "bench", "completion"})
  void every_command_explains_itself(String command) {
    Console console = Console.run((command + " --help").strip().split(" "));

    assertThat(console.code()).isZero();
    assertThat(console.out()).contains("Usage: songsong").doesNotContain("\u001b");
  }

  @Test
  void version_is_told() {
    assertThat(Console.run("--version").out()).startsWith("songsong 0.1.0");
  }

  @Test
  void completion_names_the_commands_and_problems() {
    assertThat(Console.run("completion").out()).contains("compare", "image-processing", "--quick");
  }

  @Test
  void list_speaks_both_languages_and_json() {
    assertThat(Console.run("list", "--lang", "en").out()).contains("Image and video processing");
    assertThat(Console.run("list", "--lang", "vi").out()).contains("Xử lý ảnh và video");
    assertThat(Console.run("list", "--json").out()).contains("\"name\" : \"toy\"");
  }
}

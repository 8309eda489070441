// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A problem's command made of the common parts. */
@Timeout(60)
class CommandLinesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Says how it would work. */
  @Command(name = "toy", mixinStandardHelpOptions = true)
  static final class Toy implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ModeOptions modes;
    @Mixin private LanguageOption language;

    @Option(names = "--every", paramLabel = "TIME")
    private Optional<Duration> every = Optional.empty();

    @Option(names = "--size", paramLabel = "N")
    private Optional<Integer> size = Optional.empty();

    @Option(names = "--trouble")
    private boolean trouble;

    @Override
    public Integer call() throws IOException {
      if (trouble) {
        throw new IOException("first line\n  second line");
      }
      Texts texts = language.texts();
      int threads = modes.threads();
      spec.commandLine()
          .getOut()
          .print(
              texts.get("say.how", modes.mode(), modes.processes())
                  + (modes.mode() == Mode.PROCESSES ? "" : " x " + threads)
                  + texts.get("say.numbers", 4711, 4711, 0.5)
                  + every.map(time -> ", " + time).orElse(""));
      return 0;
    }
  }

  private int run(String... args) {
    var line = CommandLines.of(new Toy());
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return CommandLines.execute(line, args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode=fibers | --mode: fibers (expected: threads, processes or hybrid)",
        "--mode=virtual_threads | --mode: virtual_threads (expected: threads, processes or hybrid)",
        "-p=4 | --processes: 4 (expected: none in this mode); use --mode processes or --mode hybrid",
        "--mode=processes -t=4 | --threads: 4 (expected: none in this mode); use --mode threads or",
        "-t=many | --threads: many (expected: a whole number)",
        "--size=1.5 | --size: 1.5 (expected: a whole number)",
        "--every=-3s | --every: -3s (expected: a time above 0 such as 90s, 5m or 1h30m)",
        "--lang=xx | --lang: xx (expected: one of en, vi)",
        "--lang | --lang: missing (expected: one of en, vi)",
        "--prot=1 | option: --prot=1 (expected: one of --every, --help, --lang, --mode,",
        "more | argument: more (expected: no more arguments)",
      })
  void wrong_usage_gets_one_line_and_2(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(2);

    assertThat(err.toString()).startsWith("songsong: " + message).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void unforeseen_failure_gets_one_line_and_1() {
    assertThat(run("--trouble")).isEqualTo(1);

    assertThat(err.toString())
        .isEqualToIgnoringNewLines("songsong: failed: java.io.IOException: first line second line");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode=hybrid -p=3 -t=4 --lang=en | HYBRID by 3 x 4; 4711, 4,711, 0.50",
        "--mode=hybrid -p=3 -t=4 --lang=VI | HYBRID bằng 3 x 4; 4711, 4.711, 0,50",
        "--mode=processes -p=3 --lang=en --every=0.5s | PROCESSES by 3; 4711, 4,711, 0.50, PT0.5S",
      })
  void options_are_read_and_numbers_are_written_in_the_language(String line, String said) {
    assertThat(run(line.split(" "))).isZero();

    assertThat(out).hasToString(said);
  }

  @Test
  void hybrid_mode_has_2_workers_of_2_threads_at_least() {
    assertThat(run("--mode=hybrid", "--lang=en")).isZero();

    int workers = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
    assertThat(out.toString()).startsWith("HYBRID by " + workers + " x 2;");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void help_has_the_common_texts_and_the_commands_own(Language language) {
    boolean english = language == Language.EN;

    assertThat(run("--help", "--lang", language.name())).isZero();

    assertThat(out.toString())
        .contains(english ? "Usage: toy" : "Cách dùng: toy")
        .contains(english ? "Worker processes" : "Số tiến trình")
        .contains(english ? "Event loops." : "Vòng lặp sự kiện.")
        .contains(english ? "How far apart." : "Cách nhau bao lâu.");
  }

  @Test
  void english_stays_english_on_a_vietnamese_machine() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("vi", "VN"));
      assertThat(run("--help", "--lang=en")).isZero();
      assertThat(out.toString()).contains("How far apart.", "Show this help");
      assertThat(run("--help")).isZero();
      assertThat(out.toString()).contains("Cách nhau bao lâu.", "Hiện trợ giúp này");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void bar_is_drawn_on_a_terminal_and_a_line_is_said_elsewhere() {
    new Progress(new PrintWriter(out, true), true).step(1, 2, "half");
    new Progress(new PrintWriter(err, true), false).step(1, 2, "half");

    assertThat(out.toString()).contains("[############............] half");
    assertThat(err.toString()).isEqualToIgnoringNewLines("songsong: 2/2 half");
  }
}

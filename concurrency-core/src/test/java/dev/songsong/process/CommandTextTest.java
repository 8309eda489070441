// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What commands say: of themselves, of their ends, and of wrong settings. */
@Timeout(60)
class CommandTextTest {
  private static final Captured NOTHING = captured("");

  private static Captured captured(String text) {
    return new Captured(text.getBytes(StandardCharsets.UTF_8), new byte[0], 0);
  }

  private static CommandResult result(
      OptionalInt exit, Optional<String> signal, boolean timedOut, String stderr) {
    return new CommandResult(
        List.of("gcc", "-c", "a.c"),
        42,
        exit,
        signal,
        timedOut,
        NOTHING,
        captured(stderr),
        Duration.ofMillis(1234));
  }

  @Test
  void failure_names_cause_command_and_last_words() {
    var failed = result(OptionalInt.of(1), Optional.empty(), false, "a.c:1: error\nstopped\n");

    assertThatThrownBy(failed::orThrow)
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.result()).contains(failed))
        .hasMessage(
            "gcc: exit 1 (expected: exit 0) after 1.23 s: gcc -c a.c; its standard error ends:\n"
                + "  a.c:1: error\n"
                + "  stopped");
  }

  @Test
  void kill_and_time_limit_are_named() {
    var killed = result(OptionalInt.empty(), Optional.of("SIGKILL"), false, "");
    var late = result(OptionalInt.empty(), Optional.of("SIGTERM"), true, "");
    var lateButClean = result(OptionalInt.of(0), Optional.empty(), true, "");

    assertThatThrownBy(killed::orThrow)
        .hasMessage(
            "gcc: killed by SIGKILL (expected: exit 0) after 1.23 s: gcc -c a.c; it printed"
                + " nothing to standard error");
    assertThatThrownBy(late::orThrow)
        .hasMessageStartingWith("gcc: passed its time limit, killed by SIGTERM (expected: exit 0)");
    assertThatThrownBy(lateButClean::orThrow).isInstanceOf(CommandException.class);
  }

  @Test
  void success_is_itself() {
    var good = result(OptionalInt.of(0), Optional.empty(), false, "");

    assertThat(good.orThrow()).isSameAs(good);
    assertThat(good).hasToString("gcc: exit 0 after 1.23 s: gcc -c a.c");
  }

  @Test
  void wrong_settings_are_refused_with_the_rule() {
    Command command = Command.of("true");
    assertThatThrownBy(() -> Command.of(List.of()))
        .hasMessage("command: no program (expected: a program's name or path, then its arguments)");
    assertThatThrownBy(() -> command.timeLimit(Duration.ZERO))
        .hasMessage("timeLimit: PT0S (expected: > 0). Leave it out for no limit.");
    assertThatThrownBy(() -> command.killGrace(Duration.ofMillis(-1)))
        .hasMessage("killGrace: PT-0.001S (expected: >= 0)");
    assertThatThrownBy(() -> command.captureLimit(-1))
        .hasMessage("captureLimit: -1 (expected: >= 0)");
    assertThatThrownBy(() -> command.env("A=B", "c"))
        .hasMessage("env name: 'A=B' (expected: not empty, without '=')");
    assertThatThrownBy(() -> command.args("a\0b"))
        .hasMessage(
            "argument 1: 'a?b' (expected: no NUL character). Pass binary data by a file or by"
                + " stdin.");
    assertThatThrownBy(() -> NOTHING.lastLines(-1)).hasMessage("count: -1 (expected: >= 0)");
  }

  @Test
  void argument_that_the_locale_cannot_express_is_refused() {
    assertThatThrownBy(() -> Arguments.passable("argument 2", "ảnh", StandardCharsets.US_ASCII))
        .hasMessage(
            "argument 2: 'ảnh' (expected: characters of US-ASCII). Start the JVM in a UTF-8"
                + " locale, such as LC_ALL=C.UTF-8.");
  }

  @Test
  void piped_streams_and_run_exclude_each_other() {
    assertThatThrownBy(() -> Command.of("cat").pipeStdin().run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "run: a stream is piped (expected: none). Use start(), and write and read the"
                + " streams.");
  }

  @Test
  void reasons_why_nothing_started_are_put_in_plain_words() {
    Command command = Command.of("ffmpeg");
    assertThat(StartFailure.of(command, new IOException("error=24, Too many open files")))
        .hasMessageStartingWith("start ffmpeg: out of file descriptors (expected: 12 free ones)");
    assertThat(StartFailure.of(command, new IOException("error=7, Argument list too long")))
        .hasMessage(
            "start ffmpeg: the arguments are too long (expected: below 128 KiB each, 2 MiB"
                + " together). Pass the rest by a file or by stdin.");
    assertThat(StartFailure.of(command, new IOException("error=11, Resource unavailable")))
        .hasMessageStartingWith("start ffmpeg: out of memory or processes (expected: room for");
    assertThat(StartFailure.of(command, new IOException("spawn helper: JDK version mismatch")))
        .hasMessage("start ffmpeg: spawn helper: JDK version mismatch");
  }

  @Test
  void template_is_not_changed_by_what_is_made_of_it() {
    Command template = Command.of("gcc").env("LANG", "C");
    Command made = template.args("-c", "a.c").timeLimit(Duration.ofSeconds(1));

    assertThat(template.line()).containsExactly("gcc");
    assertThat(template.limits().time()).isEmpty();
    assertThat(made).hasToString("gcc -c a.c");
    assertThat(made.environment()).containsEntry("LANG", "C");
    assertThat(made.env("LANG", "vi").environment()).containsEntry("LANG", "vi");
  }
}

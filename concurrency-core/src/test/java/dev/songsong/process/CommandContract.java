// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a command whether or not the machine has a guard for it. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
@DisabledOnOs(OS.WINDOWS)
abstract class CommandContract {
  static final int TEN_MB = 10_000_000;
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * A time limit that a shell does not pass before its first lines are done, however busy all is.
   */
  private static final Duration ENOUGH_TO_BEGIN = Duration.ofSeconds(3);

  abstract Guard guard();

  CommandResult run(Command command) throws InterruptedException {
    return Execution.start(command, guard()).await();
  }

  static Command sh(String script, String... arguments) {
    return Command.of("sh", "-c", script, "sh").args(arguments);
  }

  static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void patience_may_be_for_ever() throws Exception {
    RunningCommand running = Execution.start(sh("exit 3"), guard());

    assertThat(running.await(ChronoUnit.FOREVER.getDuration()).exitCode()).hasValue(3);
  }

  @Test
  void tells_the_exit_status_and_what_was_printed() throws InterruptedException {
    CommandResult result = run(sh("echo out; echo err >&2; exit 3"));

    assertThat(result.exitCode()).hasValue(3);
    assertThat(result.signal()).isEmpty();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.stdout().text()).isEqualTo("out\n");
    assertThat(result.stderr().text()).isEqualTo("err\n");
    assertThat(result.duration()).isPositive();
  }

  @Test
  void tells_the_signal_that_killed_it() throws InterruptedException {
    assertThat(run(sh("kill -KILL $$")).signal()).contains("SIGKILL");
    assertThat(run(sh("kill -SEGV $$")).signal()).contains("SIGSEGV");
    assertThat(run(sh("kill -INT $$")).signal()).contains("SIGINT");
    assertThat(run(sh("kill -PIPE $$")).signal()).contains("SIGPIPE");
  }

  @Test
  void drains_ten_megabytes_on_both_pipes_at_once() throws InterruptedException {
    CommandResult result =
        run(
            sh("head -c 10000000 /dev/zero & head -c 10000000 /dev/zero >&2; wait")
                .captureLimit(2 * TEN_MB));

    assertThat(result.stdout().total()).isEqualTo(TEN_MB);
    assertThat(result.stderr().total()).isEqualTo(TEN_MB);
    assertThat(result.stdout().dropped()).isZero();
  }

  @Test
  void keeps_head_and_tail_of_a_flood_and_says_what_is_missing() throws InterruptedException {
    CommandResult result = run(sh("seq 1 2000000").captureLimit(1000));

    assertThat(result.stdout().bytes()).hasSize(1000);
    assertThat(result.stdout().total()).isEqualTo(14_888_896);
    assertThat(result.stdout().dropped()).isEqualTo(14_888_896 - 1000);
    assertThat(result.stdout().text())
        .startsWith("1\n2\n3\n")
        .contains("[... 14887896 bytes not kept ...]")
        .endsWith("1999999\n2000000\n");
  }

  @Test
  void passes_ten_megabytes_through_stdin() throws InterruptedException {
    var bytes = new byte[TEN_MB];
    new Random(42).nextBytes(bytes);

    CommandResult result = run(Command.of("cat").stdin(bytes).captureLimit(2 * TEN_MB));

    assertThat(Arrays.equals(result.stdout().bytes(), bytes)).isTrue();
  }

  @Test
  void does_not_mind_a_program_that_closes_its_input() throws InterruptedException {
    CommandResult early = run(sh("exec <&-; sleep 0.1; exit 5").stdin(new byte[TEN_MB]));
    CommandResult part = run(Command.of("head", "-c", "1").stdin(new byte[TEN_MB]));

    assertThat(early.exitCode()).hasValue(5);
    assertThat(part.succeeded()).isTrue();
  }

  @Test
  void writer_notices_that_the_running_program_closed_its_input() {
    try (var running = Execution.start(sh("exec <&-; sleep 100").pipeStdin(), guard())) {
      OutputStream stdin = running.stdin();

      assertThatThrownBy(() -> stdin.write(new byte[TEN_MB])).isInstanceOf(IOException.class);
      assertThat(running.alive()).isTrue();
    }
  }

  @Test
  void input_is_empty_unless_given() throws InterruptedException {
    assertThat(run(Command.of("cat")).stdout().total()).isZero();
  }

  @Test
  void reads_input_from_and_writes_outputs_to_files(@TempDir Path dir)
      throws IOException, InterruptedException {
    Path in = Files.writeString(dir.resolve("in"), "from a file");

    CommandResult result =
        run(
            sh("cat; echo oops >&2")
                .stdin(in)
                .stdout(dir.resolve("out"))
                .stderr(dir.resolve("err")));

    assertThat(dir.resolve("out")).hasContent("from a file");
    assertThat(dir.resolve("err")).hasContent("oops\n");
    assertThat(result.stdout().total()).isZero();
  }

  @Test
  void merges_both_outputs_in_the_order_printed() throws InterruptedException {
    CommandResult result = run(sh("echo 1; echo 2 >&2; echo 3").mergeStderr());

    assertThat(result.stdout().lines()).containsExactly("1", "2", "3");
    assertThat(result.stderr().total()).isZero();
  }

  @Test
  void caller_talks_with_a_running_program() throws Exception {
    try (var running = Execution.start(Command.of("cat").pipeStdin().pipeStdout(), guard())) {
      running.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
      running.stdin().flush();
      assertThat(running.stdout().readNBytes(5)).asString().isEqualTo("hello");

      running.stdin().close();
      assertThat(running.await().succeeded()).isTrue();
      assertThat(running.stdout().read()).isEqualTo(-1);
    }
  }

  @Test
  void pid_is_the_programs_own() throws InterruptedException {
    CommandResult result = run(sh("echo $$"));

    assertThat(result.stdout().text().strip()).isEqualTo(Long.toString(result.pid()));
  }

  @Test
  void lines_are_heard_in_order_while_it_runs() throws InterruptedException {
    var lines = new ConcurrentLinkedQueue<String>();
    var first = new CountDownLatch(1);
    LineListener listener =
        (pipe, line) -> {
          lines.add(pipe + " " + line);
          first.countDown();
        };
    Command counting = sh("seq 1 100000; read go; printf 'a\\rb\\r\\nlast'").pipeStdin();

    try (var running = Execution.start(counting.onLine(listener), guard())) {
      first.await();
      assertThat(running.alive()).isTrue();
      running.kill();
    }
    lines.clear();
    run(sh("seq 1 100000; printf 'a\\rb\\r\\nlast'").onLine(listener));

    assertThat(lines).hasSize(100_003);
    assertThat(lines.stream().limit(100_000))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 100_000).mapToObj(i -> "STDOUT " + i).toList());
    assertThat(lines.stream().skip(100_000)).containsExactly("STDOUT a", "STDOUT b", "STDOUT last");
  }

  @Test
  void listener_that_throws_stops_the_program() {
    LineListener broken =
        (_, line) -> {
          throw new IllegalArgumentException(line);
        };

    assertThatThrownBy(() -> run(sh("echo one; exec sleep 100").onLine(broken)))
        .isInstanceOf(CommandException.class)
        .hasMessage("line listener of sh: java.lang.IllegalArgumentException: one")
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listener_may_stop_its_own_program() throws InterruptedException {
    var self = new CompletableFuture<RunningCommand>();
    LineListener stopping = (_, line) -> self.join().kill();

    try (var running = Execution.start(sh("echo stop; exec sleep 100").onLine(stopping), guard())) {
      self.complete(running);
      CommandResult result = running.await();

      assertThat(result.signal()).contains("SIGKILL");
      assertThat(result.stdout().text()).isEqualTo("stop\n");
    }
  }

  @Test
  void arguments_too_long_for_the_system_are_said_so() {
    assertThatThrownBy(() -> run(Command.of("true", "x".repeat(200_000))))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("start true: the arguments are too long (expected: below 128 KiB");
  }

  @Test
  void time_limit_ends_grandchildren_too(@TempDir Path dir) throws Exception {
    Path pids = dir.resolve("pids");
    // GIVEN a child, a grandchild, and a double-forked one whose parent is gone
    Command family =
        sh(
            "echo $$ >>$1; sleep 100 & echo $! >>$1;"
                + " sh -c 'sleep 100 & echo $! >>$0' $1; (sh -c 'sleep 100 & echo $! >>$0' $1 &);"
                + " wait",
            pids.toString());

    // WHEN its time is over
    CommandResult result = run(family.timeLimit(ENOUGH_TO_BEGIN).killGrace(Duration.ofMillis(100)));

    // THEN nobody is left
    assertThat(result.timedOut()).isTrue();
    assertThat(result.succeeded()).isFalse();
    List<Long> all = Files.readAllLines(pids).stream().map(Long::parseLong).toList();
    assertThat(all).hasSize(4);
    assertThat(all).noneMatch(pid -> ProcSession.running(pid));
  }

  @Test
  void program_may_end_itself_within_the_grace() throws InterruptedException {
    Command polite = sh("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done");

    CommandResult result = run(polite.timeLimit(ENOUGH_TO_BEGIN).killGrace(Duration.ofSeconds(20)));

    assertThat(result.timedOut()).isTrue();
    assertThat(result.exitCode()).hasValue(0);
    assertThat(result.stdout().lines()).containsExactly("ready", "bye");
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void program_that_ignores_term_is_killed_after_the_grace() throws InterruptedException {
    var ready = new CountDownLatch(1);
    Command stubborn = sh("trap '' TERM; echo ready; while :; do sleep 0.01; done");

    try (var running = Execution.start(stubborn.onLine((_, _) -> ready.countDown()), guard())) {
      ready.await();
      running.stop(Duration.ofMillis(100));
      assertThat(running.await().signal()).contains("SIGKILL");
      assertThat(running.alive()).isFalse();
    }
  }

  @Test
  void interrupt_kills_the_tree_and_is_thrown(@TempDir Path dir) throws Exception {
    Path pids = dir.resolve("pids");
    Command family = sh("sleep 100 & echo $! >>$1; echo $$ >>$1; wait", pids.toString());
    var thrown = new AtomicReference<Throwable>();
    var started = new CountDownLatch(1);
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              started.countDown();
              try {
                family.run();
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    started.await();
    Await.until("the family to be complete", PATIENCE, () -> lines(pids).size() == 2);

    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(Files.readAllLines(pids)).noneMatch(pid -> ProcSession.running(Long.parseLong(pid)));
  }

  @Test
  void missing_program_is_named_with_the_remedy(@TempDir Path dir) throws IOException {
    assertThatThrownBy(() -> run(Command.of("no-such-program")))
        .isInstanceOf(ProgramMissingException.class)
        .hasMessageStartingWith(
            "program: no-such-program, not found (expected: an executable file on the PATH, ")
        .hasMessageEndingWith("). Install it, or give its full path.");
    Path plain = Files.createFile(dir.resolve("plain.txt"));
    assertThatThrownBy(() -> run(Command.of(plain.toString())))
        .isInstanceOf(ProgramMissingException.class)
        .hasMessageContaining("plain.txt, not an executable file (expected: an executable file at");
    assertThatThrownBy(() -> run(Command.of("./gone").directory(dir)))
        .hasMessageContaining("./gone, no such file (expected: an executable file at " + dir);
  }

  @Test
  void bad_directory_and_bad_input_file_are_named(@TempDir Path dir) {
    assertThatThrownBy(() -> run(Command.of("true").directory(dir.resolve("none"))))
        .isInstanceOf(CommandException.class)
        .hasMessage("directory: " + dir.resolve("none") + " (expected: an existing directory)");
    assertThatThrownBy(() -> run(Command.of("cat").stdin(dir)))
        .isInstanceOf(CommandException.class)
        .hasMessage("stdin: " + dir + " (expected: a readable file)");
    assertThatThrownBy(() -> run(Command.of("true").stdout(dir.resolve("none/out"))))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("start true: ")
        .hasMessageContaining("none/out");
  }

  @Test
  void runs_in_the_directory_with_the_environment(@TempDir Path dir) throws Exception {
    CommandResult result =
        run(sh("pwd; echo \"$GREETING\"").directory(dir).env("GREETING", "xin chào"));
    CommandResult strange = run(Command.of("env").env("strange.name", "a=b"));

    assertThat(result.stdout().lines()).containsExactly(dir.toRealPath().toString(), "xin chào");
    assertThat(strange.stdout().lines()).contains("strange.name=a=b");
  }

  @Test
  void arguments_arrive_as_given(@TempDir Path dir) throws Exception {
    var arguments = new String[] {"", " ", "a b", "*", "$HOME", "'\"\\", "ảnh đẹp.jpg", "\n", "-n"};
    Path odd = dir.resolve("chương trình số 1 = $x");
    Files.writeString(odd, "#!/bin/sh\nprintf '[%s]' \"$@\"\n");
    assertThat(odd.toFile().setExecutable(true)).isTrue();

    CommandResult result = run(Command.of(odd.toString()).args(arguments));

    assertThat(result.stdout().text()).isEqualTo("[" + String.join("][", arguments) + "]");
  }

  @Test
  void program_that_leaves_a_child_on_its_pipes_does_not_hang() throws InterruptedException {
    CommandResult result = run(sh("setsid sleep 100 & sleep 100 & echo done"));

    assertThat(result.succeeded()).isTrue();
    assertThat(result.stdout().text()).isEqualTo("done\n");
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void future_of_its_end_can_be_cancelled_without_harm() throws InterruptedException {
    try (var running = Execution.start(Command.of("cat").pipeStdin(), guard())) {
      running.onExit().cancel(true);
      assertThat(running.alive()).isTrue();
      var end = running.onExit();
      running.kill();
      assertThat(end.join()).isEqualTo(running.await());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Commands below the Linux guard. */
@EnabledOnOs(OS.LINUX)
@RequiresTool({"setsid", "setpriv"})
class GuardedCommandTest extends CommandContract {
  private static final Guard GUARD = LinuxGuard.tried().orElseThrow();

  @Override
  Guard guard() {
    return GUARD;
  }

  @Test
  void this_machine_guards_its_commands() {
    assertThat(Command.guarded()).isTrue();
  }

  @Test
  void exit_137_and_a_kill_are_told_apart() throws InterruptedException {
    CommandResult exited = run(sh("exit 137"));
    CommandResult killed = run(sh("kill -KILL $$"));

    assertThat(exited.exitCode()).hasValue(137);
    assertThat(exited.signal()).isEmpty();
    assertThat(killed.exitCode()).isEmpty();
    assertThat(killed.signal()).contains("SIGKILL");
    assertThat(run(sh("exit 255")).exitCode()).hasValue(255);
  }

  @Test
  void dash_tells_the_signals_of_which_bash_is_silent() throws Exception {
    assumeThat(Path.of("/bin/sh").toRealPath()).hasFileName("dash");

    for (int status : new int[] {130, 141, 143}) {
      assertThat(run(sh("exit " + status)).exitCode()).hasValue(status);
      assertThat(run(sh("kill -" + (status - 128) + " $$")).exitCode()).isEmpty();
    }
  }

  @Test
  void early_deaths_are_told_however_busy_the_machine_is() {
    // GIVEN many programs at once that die before their guards begin to wait
    var guard = guard();
    List<Execution> running =
        IntStream.range(0, 100).mapToObj(_ -> Execution.start(sh("kill -9 $$"), guard)).toList();

    // THEN each death is told as what it was
    assertThat(running)
        .extracting(command -> command.onExit().join().signal())
        .containsOnly(Optional.of("SIGKILL"));
  }

  @Test
  void program_does_not_ignore_interrupt_signals() throws InterruptedException {
    CommandResult result = run(Command.of("grep", "SigIgn", "/proc/self/status"));

    String mask = result.stdout().text().replaceAll("\\W|SigIgn", "");
    long interrupts = 1 << (2 - 1) | 1 << (3 - 1);
    assertThat(Long.parseUnsignedLong(mask, 16) & interrupts).isZero();
  }

  @Test
  void stop_finds_a_daemon_that_left_the_session(@TempDir Path dir) throws Exception {
    Path pids = dir.resolve("pids");
    Command daemonising =
        sh(
            "setsid sh -c 'sleep 100 >/dev/null 2>&1 </dev/null & echo $! >>$0' $1;"
                + " setsid sh -c 'echo $$ >>$0; exec sleep 100' $1 >/dev/null 2>&1 & wait",
            pids.toString());

    try (var running = Execution.start(daemonising, guard())) {
      Await.until("two daemons", PATIENCE, () -> lines(pids).size() == 2);
      assertThat(lines(pids)).allMatch(pid -> ProcSession.running(Long.parseLong(pid)));
      running.stop(Duration.ofMillis(100));
    }

    assertThat(Files.readAllLines(pids)).noneMatch(pid -> ProcSession.running(Long.parseLong(pid)));
  }

  @Test
  void killed_guard_takes_its_program_along(@TempDir Path dir) throws Exception {
    // The outputs go to files, so that no open pipe tells that the program still runs.
    Command sleeping = Command.of("sleep", "100").stdout(dir.resolve("o")).stderr(dir.resolve("e"));
    try (var running = Execution.start(sleeping, guard())) {
      long pid = running.pid();
      ProcessHandle guard = ProcessHandle.of(pid).orElseThrow().parent().orElseThrow();
      guard.destroyForcibly();

      CommandResult result = running.await();

      assertThat(result.signal()).contains("SIGKILL");
      assertThat(ProcSession.running(pid)).isFalse();
    }
  }

  @Test
  void status_file_has_no_name_while_the_program_runs() throws IOException {
    try (var running = Execution.start(Command.of("sleep", "100"), guard())) {
      assertThat(running.alive()).isTrue();
      assertThat(statusFiles()).isEmpty();
    }
  }

  private static List<Path> statusFiles() throws IOException {
    String ours = "songsong-" + ProcessHandle.current().pid() + "-guard-";
    try (var files = Files.list(Path.of("/dev/shm"))) {
      return files.filter(f -> f.getFileName().toString().startsWith(ours)).toList();
    }
  }
}

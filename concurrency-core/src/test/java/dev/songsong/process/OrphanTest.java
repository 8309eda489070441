// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of commands when their JVM is killed or ends. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@RequiresTool({"setsid", "setpriv"})
@ExtendWith(LeakCheck.class)
class OrphanTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Starts a family of processes and waits, or ends at once. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      String family =
          "echo $$ >>$1; sleep 100 & echo $! >>$1; env -i sleep 100 & echo $! >>$1; (sleep 100 & echo $! >>$1);"
              + " setsid sh -c 'sleep 100 >/dev/null 2>&1 </dev/null & echo $! >>$0' $1;"
              + " wait";
      Command.of("sh", "-c", family, "sh", arguments[0]).start();
      if (arguments.length == 1) {
        Thread.currentThread().join();
      }
      Await.until(
          "the family to be complete", PATIENCE, () -> pids(Path.of(arguments[0])).size() == 5);
    }
  }

  private static List<Long> pids(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(Long::parseLong).toList()
        : List.of();
  }

  private static boolean noneRuns(Path file) throws IOException {
    return pids(file).stream().noneMatch(ProcSession::running);
  }

  /** Two seconds of a machine that is not overloaded; longer by as much as this one is. */
  private static Duration twoSeconds() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    double overload = system.getSystemLoadAverage() / system.getAvailableProcessors();
    return Duration.ofMillis((long) (2000 * Math.max(1, overload)));
  }

  @Test
  void killed_jvm_leaves_no_orphan_within_two_seconds(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("pids");
    // Not by a Command: its guard would do what the parent's own guard is to do here.
    Process parent = Jvm.builder(Parent.class, file.toString()).redirectErrorStream(true).start();
    try {
      Await.until("the family to be complete", PATIENCE, () -> pids(file).size() == 5);
      assertThat(pids(file)).allMatch(ProcSession::running);
    } finally {
      parent.destroyForcibly();
    }

    Await.until("all to be gone", twoSeconds(), () -> noneRuns(file));
    assertThat(parent.waitFor()).isEqualTo(137);
  }

  @Test
  void jvm_that_ends_takes_its_commands_along(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("pids");

    int status = Jvm.builder(Parent.class, file.toString(), "end").start().waitFor();

    assertThat(status).isZero();
    Await.until("all to be gone", twoSeconds(), () -> noneRuns(file));
  }
}

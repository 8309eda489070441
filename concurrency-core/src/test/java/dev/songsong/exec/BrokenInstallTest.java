// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.testkit.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A JVM in which every start of a worker ends with an Error: tasks end and say why. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class BrokenInstallTest {
  private static final String GUARD = "dev/songsong/process/guard.sh";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  @EnabledOnOs(OS.LINUX)
  void an_error_before_there_is_a_worker_ends_each_task_and_spares_the_slot(@TempDir Path directory)
      throws Exception {
    CommandResult result =
        Command.of(java())
            .args("-cp", classPathWithoutGuard(directory), Child.class.getName())
            .timeLimit(PATIENCE)
            .run();
    assertThat(result.stdout().text()).as(result.stderr().text()).contains("both tasks ended");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** This test's class path, its directories copied without the guard's script. */
  private static String classPathWithoutGuard(Path directory) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> withoutGuard(Path.of(entry), directory))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String withoutGuard(Path entry, Path directory) {
    if (!Files.exists(entry.resolve(GUARD))) {
      return entry.toString();
    }
    try (Stream<Path> files = Files.walk(entry)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(entry.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        if (!file.endsWith(GUARD)) {
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory.toString();
  }

  /** Runs in the broken JVM. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      try (var pool = ParallelExecutor.processes(1)) {
        check(pool.submit(() -> 1).outcome(Duration.ofSeconds(20)));
        // The same slot: the first Error has not ended its thread.
        check(pool.submit(() -> 2).outcome(Duration.ofSeconds(20)));
      }
      System.out.println("both tasks ended");
    }

    private static void check(Outcome<Integer> outcome) {
      if (!(outcome instanceof WorkerDied<Integer>(WorkerDeath death))
          || !death.reason().contains("could not be started")
          || !death.reason().contains("guard.sh")) {
        throw new AssertionError(outcome);
      }
      System.out.println(death);
    }
  }
}

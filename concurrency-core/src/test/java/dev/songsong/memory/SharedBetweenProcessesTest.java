// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.process.Jvm;
import dev.songsong.process.RunningCommand;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Shared memory as two JVMs see it. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class SharedBetweenProcessesTest {
  private static final int ROUNDS = 100_000;

  /** The other process; its first argument is its part. */
  static final class Other {
    private Other() {}

    public static void main(String[] arguments) throws IOException {
      switch (arguments[0]) {
        case "sum" -> sum(handle(arguments));
        case "own" -> own(Path.of(arguments[1]));
        case "churn" -> churn(Path.of(arguments[1]));
        case "fill" -> fill(Path.of(arguments[1]));
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }

    /** Waits for the flag, answers with a sum, and counts together with the parent. */
    private static void sum(SharedHandle handle) {
      try (var memory = SharedMemory.open(handle)) {
        SharedInts ints = memory.ints();
        System.out.println("ready");
        while (ints.getAcquire(0) == 0) {
          Thread.onSpinWait();
        }
        int sum = IntStream.range(100, 1000).map(ints::get).sum();
        for (int i = 0; i < ROUNDS; i++) {
          count(ints);
        }
        ints.setRelease(3, sum);
      }
    }

    /** Owns memory until it is killed. */
    private static void own(Path base) throws IOException {
      System.out.println(SharedMemory.create(64, base).handle().path());
      System.in.read();
    }

    private static void churn(Path base) {
      for (int i = 0; i < 300; i++) {
        try (var memory = SharedMemory.create(64, base);
            var again = SharedMemory.open(memory.handle())) {
          again.ints().set(0, 1);
        }
      }
    }

    private static void fill(Path base) {
      try (var memory = SharedMemory.create(10_000, base)) {
        System.out.println(memory.bytes());
        SharedMemory.create(100_000, base).close();
      } catch (SharedMemoryException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static void count(SharedInts ints) {
    ints.getAndAdd(1, 1);
    int seen = ints.getAcquire(2);
    while (!ints.compareAndSet(2, seen, seen + 1)) {
      seen = ints.getAcquire(2);
    }
  }

  private static SharedHandle handle(String[] arguments) {
    return new SharedHandle(
        arguments[1], Long.parseLong(arguments[2]), Long.parseLong(arguments[3]));
  }

  private static Command other(String... arguments) {
    return Command.of(Jvm.line(Other.class, arguments));
  }

  private static String firstLine(RunningCommand running) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(running.stdout(), StandardCharsets.UTF_8));
    return lines.readLine();
  }

  @Test
  void another_process_sees_what_was_released_and_counts_along() throws Exception {
    try (var memory = SharedMemory.create(4000)) {
      SharedHandle handle = memory.handle();
      Command command =
          other("sum", handle.path(), Long.toString(handle.bytes()), Long.toString(handle.token()));
      try (var running = command.pipeStdout().start()) {
        assertThat(firstLine(running)).isEqualTo("ready");
        SharedInts ints = memory.ints();

        // WHEN data is written plainly and the flag is released
        IntStream.range(100, 1000).forEach(i -> ints.set(i, i));
        ints.setRelease(0, 1);
        for (int i = 0; i < ROUNDS; i++) {
          count(ints);
        }

        // THEN the other saw all of it, and no count was lost
        running.await().orThrow();
        assertThat(ints.getAcquire(3)).isEqualTo(IntStream.range(100, 1000).sum());
        assertThat(ints.get(1)).isEqualTo(2 * ROUNDS);
        assertThat(ints.get(2)).isEqualTo(2 * ROUNDS);
      }
    }
  }

  @Test
  void memory_of_a_killed_owner_is_swept_and_that_of_a_live_one_is_not(@TempDir Path base)
      throws Exception {
    Command owner = other("own", base.toString()).pipeStdin().pipeStdout();
    try (var dies = owner.start();
        var lives = owner.start()) {
      Path left = Path.of(firstLine(dies));
      Path used = Path.of(firstLine(lives));
      dies.kill();
      assertThat(left).exists();

      try (var memory = SharedMemory.create(64, base)) {
        assertThat(left).doesNotExist();
        assertThat(used).exists();
        assertThat(Path.of(memory.handle().path())).exists();
        assertThat(list(used.getParent())).hasSize(4);
      }

      lives.kill();
      SharedMemory.create(64, base).close();
      assertThat(list(base)).isEmpty();
    }
  }

  @Test
  void processes_that_create_and_close_at_once_don_t_disturb_each_other(@TempDir Path base)
      throws Exception {
    var running = new ArrayList<RunningCommand>();
    for (int i = 0; i < 3; i++) {
      running.add(other("churn", base.toString()).start());
    }
    Other.churn(base);

    for (RunningCommand one : running) {
      one.await().orThrow();
    }
    assertThat(list(base)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @RequiresTool("unshare")
  void full_file_system_is_said_with_the_remedy(@TempDir Path dir) throws Exception {
    // Some systems allow no namespaces to ordinary users.
    assumeThat(Command.of("unshare", "-Urm", "true").run().succeeded()).isTrue();
    var line = new ArrayList<String>();
    String script = "mount -t tmpfs -o size=64k tmpfs \"$0\" && exec \"$@\"";
    line.addAll(List.of("unshare", "-Urm", "sh", "-c", script, dir.toString()));
    line.addAll(Jvm.line(Other.class, "fill", dir.toString()));

    CommandResult result = Command.of(line).run().orThrow();

    assertThat(result.stdout().lines()).hasSize(2).first().isEqualTo("10000");
    assertThat(result.stdout().lines().getLast())
        .matches(
            "bytes: 100000 \\(expected: <= \\d+, the room in "
                + dir
                + "/songsong-\\w+\\)\\. Close other memory, ask for less, or name a directory with"
                + " more room\\.");
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }
}

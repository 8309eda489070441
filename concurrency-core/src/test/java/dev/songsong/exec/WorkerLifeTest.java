// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker's days between its start and its end: kills, retries, recycling, output, failed starts.
 */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class WorkerLifeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void idempotent_tasks_survive_a_worker_killed_again_and_again(Mode mode) throws Exception {
    var pids = Collections.synchronizedList(new ArrayList<Long>());
    var listener =
        new PoolListener() {
          @Override
          public void workerStarted(String worker, long pid) {
            pids.add(pid);
          }

          @Override
          public void workerDied(WorkerDeath death) {
            pids.remove(death.pid());
          }
        };
    long seed = 7;
    var random = new Random(seed);
    try (var pool = CrashMatrixTest.builder(mode).listener(listener).build()) {
      List<Task<Integer>> tasks =
          pool.submitAll(
              TaskOptions.DEFAULT.idempotent(20),
              IntStream.range(0, 3_000).boxed().toList(),
              i -> busy(i));
      int kills = 0;
      while (kills < 8 && !tasks.getLast().isDone()) {
        long before = pool.stats().ended();
        Await.until(
            "forty more tasks",
            PATIENCE,
            () -> pool.stats().ended() > before + 40 || tasks.getLast().isDone());
        List<Long> now = List.copyOf(pids);
        if (!now.isEmpty()) {
          long victim = now.get(random.nextInt(now.size()));
          ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
          kills++;
        }
      }
      for (int i = 0; i < tasks.size(); i++) {
        assertThat(tasks.get(i).outcome()).as("item %d, seed %d", i, seed).isEqualTo(new Done<>(i));
      }
    }
  }

  private static int busy(int value) {
    long x = value;
    for (int i = 0; i < 200_000; i++) {
      x = x * 6364136223846793005L + 1442695040888963407L;
    }
    return x == 42 ? -1 : value;
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void poison_is_found_by_its_last_attempt_alone(Mode mode, @TempDir Path directory)
      throws Exception {
    try (var pool = CrashMatrixTest.pool(mode)) {
      String poison = "poison";
      List<String> items = new ArrayList<>(List.of("a", "b", "c", poison, "d", "e", "f", "g"));
      List<Outcome<String>> outcomes =
          pool.map(TaskOptions.DEFAULT.idempotent(3), items, item -> taste(item, directory));
      for (int i = 0; i < items.size(); i++) {
        if (items.get(i).equals(poison)) {
          assertThat(outcomes.get(i))
              .isInstanceOfSatisfying(
                  WorkerDied.class, d -> assertThat(d.cause().companions()).isEmpty());
        } else {
          assertThat(outcomes.get(i)).isEqualTo(new Done<>(items.get(i)));
        }
      }
      try (var attempts = Files.list(directory)) {
        assertThat(attempts).hasSize(3);
      }
    }
  }

  private static String taste(String item, Path directory) throws IOException {
    if (item.equals("poison")) {
      Files.createTempFile(directory, "attempt", "");
      Runtime.getRuntime().halt(1);
    }
    return item;
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void idle_worker_killed_costs_no_task(Mode mode) throws Exception {
    var pid = new AtomicInteger();
    try (var pool = CrashMatrixTest.builder(mode).processes(1).build()) {
      pid.set(pool.submit(() -> (int) ProcessHandle.current().pid()).get());
      ProcessHandle.of(pid.get()).ifPresent(ProcessHandle::destroyForcibly);
      assertThat(pool.submit(() -> (int) ProcessHandle.current().pid()).get())
          .isNotEqualTo(pid.get());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void worker_is_replaced_after_its_tasks(Mode mode) throws Exception {
    var recycled = WorkerOptions.DEFAULT.recycledAfter(5, 0);
    try (var pool =
        ParallelExecutor.builder(mode).processes(1).threads(2).workers(recycled).build()) {
      var pids = new TreeSet<Long>();
      for (int i = 0; i < 20; i++) {
        pids.add(pool.submit(() -> ProcessHandle.current().pid()).get());
      }
      assertThat(pids).hasSizeGreaterThanOrEqualTo(3);
      assertThat(pool.stats().workersDied()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void worker_that_cannot_start_fails_the_task_and_says_why(Mode mode) throws Exception {
    var impossible = WorkerOptions.DEFAULT.withJvmArgs("-XX:NoSuchFlag");
    try (var pool = CrashMatrixTest.builder(mode).workers(impossible).build()) {
      assertThat(pool.submit(() -> 1).outcome())
          .isInstanceOfSatisfying(
              WorkerDied.class,
              died ->
                  assertThat(died.cause().stderrTail())
                      .anyMatch(line -> line.contains("NoSuchFlag")));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void death_shows_what_the_worker_said_last(Mode mode) throws Exception {
    var silent =
        new PoolListener() {
          @Override
          public void taskOutput(Task<?> task, boolean stderr, String line) {}
        };
    try (var pool = CrashMatrixTest.builder(mode).listener(silent).build()) {
      Task<Integer> fallen =
          pool.submit(() -> {
            System.err.println("about to fall");
            Runtime.getRuntime().halt(1);
            return 0;
          });
      assertThat(fallen.outcome())
          .isInstanceOfSatisfying(
              WorkerDied.class,
              died -> assertThat(died.cause().stderrTail()).containsExactly("about to fall"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void printed_lines_come_with_their_task(Mode mode) throws Exception {
    var lines = Collections.synchronizedList(new ArrayList<String>());
    var listener =
        new PoolListener() {
          @Override
          public void taskOutput(Task<?> task, boolean stderr, String line) {
            lines.add(task.name() + (stderr ? " err " : " out ") + line);
          }
        };
    try (var pool = CrashMatrixTest.builder(mode).listener(listener).build()) {
      pool.submit(
              TaskOptions.DEFAULT.withName("speaker"),
              () -> {
                System.out.println("xin chào");
                System.err.print("no end");
                return 0;
              })
          .get();
    }
    assertThat(lines).containsExactly("speaker out xin chào", "speaker err no end");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks, results and listeners that do what nobody expects of them: the pool goes on. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class HostileTaskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  /** Can be written, but throws when it is read in the pool's JVM. */
  record Unreadable(long writer) implements Serializable {
    @Serial
    private Object readResolve() {
      if (ProcessHandle.current().pid() != writer) {
        throw new IllegalStateException("not here");
      }
      return this;
    }
  }

  record Greetings(String word) implements Serializable {}

  static final class Unwritable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    @Serial
    private void writeObject(ObjectOutputStream out) {
      throw new IllegalStateException("not even written");
    }
  }

  @Test
  void result_that_throws_when_read_fails_its_task() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      Outcome<Unreadable> outcome =
          pool.submit(() -> new Unreadable(ProcessHandle.current().pid())).outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Failed.class,
              f ->
                  assertThat(f.error())
                      .isInstanceOf(NotShippableException.class)
                      .hasMessage(
                          "value: java.lang.IllegalStateException: not here"
                              + " (expected: readable in this process)"));
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @Test
  void exception_that_throws_when_written_keeps_its_name() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      Outcome<Object> outcome =
          pool.<Object>submit(
                  () -> {
                    throw new Unwritable();
                  })
              .outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Failed.class,
              f -> assertThat(f.error()).hasMessageStartingWith(Unwritable.class.getName()));
    }
  }

  @Test
  void payload_larger_than_the_heap_of_a_worker_is_given_up() throws Exception {
    var small = WorkerOptions.DEFAULT.withHeapMiB(32);
    try (var pool = ParallelExecutor.builder(Mode.PROCESSES).processes(1).workers(small).build()) {
      byte[] huge = new byte[64 << 20];
      assertThat(pool.submit(() -> huge.length).outcome()).isInstanceOf(WorkerDied.class);
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @Test
  void large_function_behind_a_large_result_does_not_block() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      for (int i = 0; i < 200; i++) {
        pool.submit(() -> 1);
      }
      Task<byte[]> large = pool.submit(() -> new byte[4 << 20]);
      byte[] held = new byte[8 << 20];
      List<Task<Integer>> behind =
          pool.submitAll(TaskOptions.DEFAULT, List.of(1, 2), item -> held.length + item);
      assertThat(large.get()).hasSize(4 << 20);
      assertThat(behind.get(1).get()).isEqualTo((8 << 20) + 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void listener_that_throws_errors_loses_no_task(Mode mode) throws Exception {
    var bad =
        new PoolListener() {
          @Override
          public void taskStarted(Task<?> task, String worker) {
            throw new AssertionError("a listener's own trouble");
          }

          @Override
          public void taskEnded(Task<?> task, Outcome<?> outcome) {
            Thread.currentThread().interrupt();
          }
        };
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {});
    try (var pool = ParallelExecutor.builder(mode).processes(1).threads(1).listener(bad).build()) {
      for (int i = 0; i < 20; i++) {
        int item = i;
        assertThat(pool.submit(() -> item).get()).isEqualTo(item);
      }
      assertThat(pool.stats().workersDied()).isZero();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(null);
    }
  }

  @ParameterizedTest
  @EnumSource
  void task_has_its_value_when_the_listener_hears_of_its_end(Mode mode) throws Exception {
    var seen = Collections.synchronizedList(new ArrayList<Object>());
    var listener =
        new PoolListener() {
          @Override
          public void taskEnded(Task<?> task, Outcome<?> outcome) {
            seen.add(task.toCompletableFuture().getNow(null));
          }
        };
    try (var pool =
        ParallelExecutor.builder(mode).processes(1).threads(1).listener(listener).build()) {
      pool.submit(() -> "value").get();
    }
    assertThat(seen).containsExactly("value");
  }

  @ParameterizedTest
  @EnumSource
  void limits_beyond_all_time_are_no_limits(Mode mode) throws Exception {
    var patient = TaskOptions.DEFAULT.withTimeLimit(Duration.ofSeconds(Long.MAX_VALUE));
    try (var pool = ParallelExecutor.builder(mode).processes(1).threads(1).build()) {
      assertThat(pool.submit(patient, () -> 1).get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(1);
      assertThat(pool.submit(() -> 2).outcome(Duration.ofSeconds(Long.MAX_VALUE)))
          .isEqualTo(new Done<>(2));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void interrupted_canceller_harms_nobody_else(Mode mode) throws Exception {
    // No grace that a busy machine could pass: the worker would be killed for it.
    var patient = WorkerOptions.DEFAULT.withKillGrace(PATIENCE);
    try (var pool =
        ParallelExecutor.builder(mode).processes(1).threads(2).workers(patient).build()) {
      Task<Integer> companion = pool.submit(() -> 7);
      Task<String> waiting =
          pool.submit(() -> {
            new CountDownLatch(1).await();
            return "never";
          });
      Await.until("the task to run", PATIENCE, () -> pool.stats().running() >= 1);
      Thread.currentThread().interrupt();
      assertThat(waiting.cancel(true)).isTrue();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(companion.get()).isEqualTo(7);
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
      assertThat(pool.stats().workersDied()).isZero();
    }
  }

  @Test
  void task_that_returns_in_its_last_moment_dooms_no_other() throws Exception {
    var brief = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(60));
    try (var pool = ParallelExecutor.processes(1)) {
      for (int i = 0; i < 6; i++) {
        Task<Integer> late = pool.submit(brief, () -> spinFor(320));
        Task<Integer> innocent = pool.submit(() -> 1);
        assertThat(late.outcome()).isInstanceOf(TimedOut.class);
        assertThat(innocent.outcome()).isEqualTo(new Done<>(1));
      }
    }
  }

  private static int spinFor(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    int turns = 0;
    while (System.nanoTime() < end) {
      turns++;
    }
    return turns;
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void short_tasks_do_not_wait_behind_a_long_one(Mode mode, @TempDir Path directory)
      throws Exception {
    String end = directory.resolve("end").toString();
    try (var pool = ParallelExecutor.builder(mode).processes(2).threads(2).build()) {
      pool.warmUp();
      // Many short ones teach the pool to send in batches.
      pool.map(IntStream.range(0, 5_000).boxed().toList(), i -> i);
      List<Task<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int item = i;
        tasks.add(pool.submit(() -> item == 0 ? spinUntil(end) : item));
      }
      for (int i = 1; i < 200; i++) {
        assertThat(tasks.get(i).outcome(PATIENCE)).isEqualTo(new Done<>(i));
      }
      assertThat(tasks.get(0).isDone()).isFalse();
      Files.createFile(Path.of(end));
      assertThat(tasks.get(0).outcome(PATIENCE).succeeded()).isTrue();
    }
  }

  private static int spinUntil(String file) {
    Path end = Path.of(file);
    int turns = 0;
    while (Files.notExists(end)) {
      turns++;
    }
    return turns;
  }

  @Test
  void worker_is_replaced_in_time_under_load_too() throws Exception {
    var recycled = WorkerOptions.DEFAULT.recycledAfter(100, 0);
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES).processes(1).workers(recycled).build()) {
      List<Integer> items = IntStream.range(0, 1_000).boxed().toList();
      var pids = new HashMap<Long, Integer>();
      pool.map(items, i -> ProcessHandle.current().pid())
          .forEach(pid -> pids.merge(pid.orElseThrow(), 1, Integer::sum));
      assertThat(pids.values()).allMatch(count -> count <= 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void executor_service_takes_what_is_made_serializable(Mode mode) throws Exception {
    var captured = new Greetings("run");
    try (var pool = ParallelExecutor.builder(mode).processes(1).threads(1).build()) {
      ExecutorService service = pool.asExecutorService();
      Callable<String> call = (Callable<String> & Serializable) () -> "called";
      Runnable run = (Runnable & Serializable) () -> captured.word().length();
      assertThat(service.submit(call).get()).isEqualTo("called");
      assertThat(service.submit(run, "ran").get()).isEqualTo("ran");
      assertThat(service.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}

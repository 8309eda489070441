// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of pool promises alike. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class ExecutorContractTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static ParallelExecutor pool(Mode mode) {
    return builder(mode).build();
  }

  private static ExecutorBuilder builder(Mode mode) {
    return ParallelExecutor.builder(mode).processes(2).threads(2).name("t");
  }

  @ParameterizedTest
  @EnumSource
  void task_gives_its_value(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      int base = 40;
      Task<Integer> task = pool.submit(() -> base + 2);
      assertThat(task.outcome()).isEqualTo(new Done<>(42));
      assertThat(task.get()).isEqualTo(42);
      assertThat(task.toCompletableFuture().get()).isEqualTo(42);
      assertThat(task.isDone()).isTrue();
      assertThat(task.isCancelled()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void null_is_a_value(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      assertThat(pool.submit(() -> null).outcome().succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void map_keeps_the_order_of_items(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      List<Integer> items = IntStream.range(0, 2_000).boxed().toList();
      List<Outcome<Integer>> squares = pool.map(items, i -> i * i);
      assertThat(squares).isEqualTo(items.stream().map(i -> new Done<>(i * i)).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void exception_comes_back_with_its_class_and_message(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      Task<Object> task =
          pool.submit(() -> {
            throw new IllegalStateException("no luck");
          });
      assertThat(task.outcome())
          .isInstanceOfSatisfying(
              Failed.class,
              failed ->
                  assertThat(failed.error())
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessage("no luck"));
      assertThatThrownBy(task::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void stack_overflow_fails_the_task_and_not_the_pool(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      assertThat(pool.submit(() -> deeper(0)).outcome())
          .isInstanceOfSatisfying(
              Failed.class, f -> assertThat(f.error()).isInstanceOf(StackOverflowError.class));
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  private static int deeper(int depth) {
    return deeper(depth + 1) + 1;
  }

  @ParameterizedTest
  @EnumSource
  void time_limit_ends_work_that_honours_interrupts(Mode mode) throws Exception {
    var patient = WorkerOptions.DEFAULT.withKillGrace(PATIENCE);
    try (var pool = builder(mode).workers(patient).build()) {
      var limited = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(100));
      Task<String> slow = pool.submit(limited, ExecutorContractTest::waitForInterrupt);
      assertThat(slow.outcome()).isEqualTo(new TimedOut<>(Duration.ofMillis(100), false));
      var enough = TaskOptions.DEFAULT.withTimeLimit(PATIENCE);
      assertThat(pool.submit(enough, () -> "quick").get()).isEqualTo("quick");
      assertThat(pool.stats().workersDied()).isZero();
    }
  }

  private static String waitForInterrupt() throws InterruptedException {
    new CountDownLatch(1).await();
    return "never";
  }

  @ParameterizedTest
  @EnumSource
  void queued_task_can_be_cancelled_and_never_runs(Mode mode) throws Exception {
    if (mode == Mode.VIRTUAL_THREADS) {
      return; // nothing queues there
    }
    try (var pool = builder(mode).processes(1).threads(1).build()) {
      Task<String> first = pool.submit(ExecutorContractTest::waitForInterrupt);
      Await.until("the task to run", PATIENCE, () -> pool.stats().running() == 1);
      Task<String> queued = pool.submit(() -> "ran");
      assertThat(queued.cancel(false)).isTrue();
      assertThat(queued.outcome()).isEqualTo(new Cancelled<>(false));
      assertThat(queued.cancel(true)).isFalse();
      assertThat(first.cancel(true)).isTrue();
      assertThat(first.isCancelled()).isTrue();
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void each_task_is_reported_once(Mode mode) throws Exception {
    var ended = Collections.synchronizedList(new ArrayList<Long>());
    var listener =
        new PoolListener() {
          @Override
          public void taskEnded(Task<?> task, Outcome<?> outcome) {
            ended.add(task.id());
          }
        };
    try (var pool = builder(mode).listener(listener).build()) {
      pool.map(IntStream.range(0, 500).boxed().toList(), i -> i);
    }
    assertThat(ended).hasSize(500).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void close_waits_for_submitted_tasks_and_then_refuses(Mode mode) throws Exception {
    var pool = pool(mode);
    List<Task<Integer>> tasks =
        pool.submitAll(TaskOptions.DEFAULT, IntStream.range(0, 50).boxed().toList(), i -> i);
    pool.close();
    pool.close();
    assertThat(tasks).allMatch(Task::isDone).allMatch(task -> !task.isCancelled());
    assertThatThrownBy(() -> pool.submit(() -> 1))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("pool t: closed (expected: open when a task is submitted)");
  }

  @ParameterizedTest
  @EnumSource
  void close_now_cancels_what_runs(Mode mode) throws Exception {
    var pool = pool(mode);
    Task<String> endless = pool.submit(ExecutorContractTest::waitForInterrupt);
    Await.until("the task to run", PATIENCE, () -> pool.stats().running() == 1);
    pool.closeNow();
    assertThat(endless.isCancelled()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void works_as_an_executor_service(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      ExecutorService service = pool.asExecutorService();
      RemoteCallable<String> work = () -> "done";
      assertThat(service.invokeAll(List.of(work, work)))
          .allSatisfy(f -> assertThat(f.get()).isEqualTo("done"));
      service.shutdown();
      assertThat(service.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> service.submit(work)).isInstanceOf(RejectedExecutionException.class);
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @Test
  void sizes_below_one_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParallelExecutor.threads(0))
        .withMessage(
            "threads: 0 (expected: >= 1); leave the number out to take what the budget has free");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParallelExecutor.processes(-1))
        .withMessageStartingWith("processes: -1 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskOptions.DEFAULT.withTimeLimit(Duration.ZERO))
        .withMessage("timeLimit: PT0S (expected: > 0); leave it out for no limit");
  }

  @Test
  void size_beyond_all_counting_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParallelExecutor.hybrid(100_000, 100_000))
        .withMessage(
            "processes x threads: 100000 x 100000 (expected: at most 2147483647 in all);"
                + " take fewer of one");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stopping tasks and pools while something else happens. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class PoolStopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  /** Runs until told to, whatever interrupts it. */
  private static int stubborn(CountDownLatch begun, AtomicBoolean mayEnd) {
    begun.countDown();
    while (!mayEnd.get()) {
      LockSupport.parkNanos(1_000_000);
    }
    return 1;
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "VIRTUAL_THREADS", "PROCESSES"})
  void each_accepted_task_ends_although_the_pool_is_stopped_meanwhile(Mode mode) throws Exception {
    int rounds = mode.usesProcesses() ? 5 : 500;
    for (int round = 0; round < rounds; round++) {
      var pool = CrashMatrixTest.builder(mode).build();
      var together = new CyclicBarrier(2);
      var accepted = new ArrayList<Task<Integer>>();
      Thread submitter =
          Thread.ofPlatform()
              .start(() -> {
                awaitOn(together);
                try {
                  for (int i = 0; i < 100; i++) {
                    accepted.add(pool.submit(() -> 1));
                    accepted.addAll(pool.submitAll(TaskOptions.DEFAULT, List.of(1, 2), n -> n));
                  }
                } catch (RejectedExecutionException e) {
                  // Closed by now, as it shall be.
                }
              });
      awaitOn(together);
      pool.closeNow();
      submitter.join();

      for (Task<Integer> task : accepted) {
        assertThat(task.outcome(PATIENCE)).isNotNull();
      }
      pool.close();
      assertThat(pool.stats().ended()).isEqualTo(accepted.size());
      assertThat(pool.stats().running()).isZero();
    }
  }

  private static void awaitOn(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_pool_that_is_stopped_before_its_first_task_starts_nothing() {
    var pool = ParallelExecutor.processes(1);

    pool.closeNow();

    assertThat(pool.stats().workersStarted()).isZero();
    pool.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "VIRTUAL_THREADS"})
  void a_late_canceller_does_not_interrupt_work_that_may_run_on(Mode mode) throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    var ended = new CountDownLatch(1);
    var pool = (Pool) CrashMatrixTest.builder(mode).build();
    try (pool) {
      var task =
          (PooledTask<Integer>)
              pool.<Integer>submit(() -> {
                begun.countDown();
                try {
                  mayEnd.await();
                } catch (InterruptedException e) {
                  interrupted.set(true);
                }
                ended.countDown();
                return 1;
              });
      begun.await();

      task.cancel(false);
      // As who had looked before the task began, and now ends what he takes for a waiting one.
      task.stopRunner();

      mayEnd.countDown();
      ended.await();
      assertThat(interrupted).isFalse();
    }
  }

  @Test
  void a_thread_that_ignores_two_interrupts_is_replaced_once() throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new AtomicBoolean();
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    var workers = WorkerOptions.DEFAULT.withKillGrace(Duration.ofMillis(50));
    try (var pool = ParallelExecutor.builder(Mode.THREADS).threads(1).workers(workers).build()) {
      Task<Integer> task =
          pool.submit(
              TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(20)),
              () -> stubborn(begun, mayEnd));
      begun.await();
      task.cancel(true);
      Await.until("abandoned", PATIENCE, () -> pool.stats().abandonedThreads() > 0);

      var later = new ArrayList<Task<Integer>>();
      for (int i = 0; i < 20; i++) {
        later.add(
            pool.submit(() -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              LockSupport.parkNanos(20_000_000);
              return atOnce.decrementAndGet();
            }));
      }
      for (Task<Integer> one : later) {
        one.get();
      }
      assertThat(pool.stats().abandonedThreads()).isEqualTo(1);
      assertThat(most).hasValue(1);

      mayEnd.set(true);
      Await.until("it has come back", PATIENCE, () -> pool.stats().abandonedThreads() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "VIRTUAL_THREADS"})
  void tasks_cancelled_as_they_begin_abandon_no_thread_and_no_other_task(Mode mode)
      throws Exception {
    var workers = WorkerOptions.DEFAULT.withKillGrace(Duration.ZERO);
    try (var pool = CrashMatrixTest.builder(mode).workers(workers).build()) {
      for (int round = 0; round < 20_000; round++) {
        pool.submit(() -> 1).cancel(true);
        Task<Integer> next = pool.submit(() -> 2);
        assertThat(next.outcome(PATIENCE)).isEqualTo(new Outcome.Done<>(2));
      }
      Await.until(
          "every thread has come back", PATIENCE, () -> pool.stats().abandonedThreads() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void a_task_that_begins_although_it_was_cancelled_keeps_its_time_limit(Mode mode)
      throws Exception {
    var limited = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(50));
    try (var pool = CrashMatrixTest.builder(mode).build()) {
      for (int round = 0; round < 30; round++) {
        Task<Integer> task =
            pool.submit(
                limited,
                () -> {
                  new CountDownLatch(1).await();
                  return 0;
                });
        while (task.toString().contains("QUEUED")) {
          Thread.onSpinWait();
        }
        task.cancel(false);
        Task<Integer> next = pool.submit(() -> 2);
        assertThat(next.outcome(PATIENCE)).isEqualTo(new Outcome.Done<>(2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void a_grace_beyond_all_time_does_not_keep_a_pool_from_closing(Mode mode) throws Exception {
    try (var pool =
        CrashMatrixTest.builder(mode)
            .workers(WorkerOptions.DEFAULT.withKillGrace(FOR_EVER))
            .build()) {
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  @Test
  void virtual_tasks_that_ignore_a_stop_are_cancelled_for_all_who_look() throws Exception {
    var begun = new CountDownLatch(3);
    var mayEnd = new AtomicBoolean();
    var workers = WorkerOptions.DEFAULT.withKillGrace(Duration.ofMillis(50));
    try (var pool = ParallelExecutor.builder(Mode.VIRTUAL_THREADS).workers(workers).build()) {
      Task<Integer> awaited = pool.submit(() -> stubborn(begun, mayEnd));
      Task<Integer> askedLater = pool.submit(() -> stubborn(begun, mayEnd));
      Task<Integer> neverAsked = pool.submit(() -> stubborn(begun, mayEnd));
      var outcome = awaited.toCompletableFuture();
      begun.await();

      pool.closeNow();

      assertThat(outcome).isCancelled();
      assertThat(askedLater.isDone()).isTrue();
      assertThat(askedLater.outcome()).isEqualTo(new Outcome.Cancelled<>(true));
      mayEnd.set(true);
      Await.until("the last has ended", PATIENCE, () -> pool.stats().ended() == 3);
      assertThat(neverAsked.isCancelled()).isTrue();
    }
  }

  @Test
  void a_virtual_task_can_stop_its_own_pool() throws Exception {
    var pool = ParallelExecutor.virtualThreads();
    var reached = new AtomicBoolean();

    Task<Integer> task =
        pool.submit(() -> {
          pool.closeNow();
          reached.set(true);
          return 1;
        });

    assertThat(task.outcome(Duration.ofSeconds(5))).isEqualTo(new Outcome.Cancelled<>(true));
    Await.until("its work is over", PATIENCE, reached::get);
    pool.close();
  }

  @Test
  void an_interrupt_meets_the_work_and_not_what_runs_after_it() throws Exception {
    try (var pool = ParallelExecutor.virtualThreads()) {
      for (int round = 0; round < 2_000; round++) {
        var begun = new CountDownLatch(1);
        var interruptedAfter = new AtomicBoolean();
        Task<Integer> task =
            pool.submit(() -> {
              begun.countDown();
              return 1;
            });
        var after =
            task.toCompletableFuture()
                .whenComplete((value, error) -> {
                  if (Thread.currentThread().isVirtual()) {
                    interruptedAfter.set(Thread.currentThread().isInterrupted());
                  }
                });
        begun.await();
        task.cancel(true);
        after.exceptionally(error -> 0).get();
        assertThat(interruptedAfter).isFalse();
      }
    }
  }

  @Test
  void a_pool_says_what_it_is() {
    try (var pool = ParallelExecutor.builder(Mode.THREADS).name("pictures").threads(2).build()) {
      assertThat(pool).hasToString("pool pictures (THREADS, 2 at once)");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.RemoteCallable;
import dev.songsong.exec.WorkerOptions;
import dev.songsong.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools as they take their shares, one beside and one inside another, on made-up machines. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class BudgetOfPoolsTest {
  // Of 32 GiB, so that the heaps of any test together fit a laptop: they are limits, not sizes.
  private static final WorkerOptions SMALL = WorkerOptions.DEFAULT.withSpares(0);

  private static Budget cores(int count) {
    return Budget.of(Sample.of(count, count).machine());
  }

  private static ParallelExecutor in(Budget budget, Supplier<ParallelExecutor> pool) {
    var made = new ArrayList<ParallelExecutor>();
    budget.run(() -> made.add(pool.get()));
    return made.getFirst();
  }

  private static ParallelExecutor made(Budget budget, Mode mode) {
    return in(budget, () -> ParallelExecutor.builder(mode).workers(SMALL).build());
  }

  /** What a task finds: its own cores, those that a pool made in it gets, and its JVM's. */
  private static List<Integer> look() {
    try (var nested = ParallelExecutor.threads()) {
      return List.of(
          Budget.current().cores(),
          nested.parallelism(),
          Runtime.getRuntime().availableProcessors());
    }
  }

  private static <T> T run(ParallelExecutor pool, RemoteCallable<T> work)
      throws InterruptedException, ExecutionException {
    return pool.submit(work).get();
  }

  @Test
  void pools_without_a_size_are_as_large_as_the_budget() {
    Budget four = cores(4);
    try (var threads = in(four, ParallelExecutor::threads)) {
      assertThat(threads.parallelism()).isEqualTo(4);
      assertThat(four.freeCores()).isZero();
    }
    try (var processes = in(four, ParallelExecutor::processes)) {
      assertThat(processes.parallelism()).isEqualTo(4);
    }
    try (var hybrid = in(four, ParallelExecutor::hybrid)) {
      assertThat(hybrid.parallelism()).isEqualTo(4);
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void two_cores_of_a_quota_of_one_and_a_half_are_shared_by_two_threads() throws Exception {
    Budget container = Budget.of(Sample.of(8, 16).quota(1.5).jvm(2).machine());
    try (var pool = in(container, ParallelExecutor::threads)) {
      assertThat(pool.parallelism()).isEqualTo(2);
      assertThat(run(pool, BudgetOfPoolsTest::look).subList(0, 2)).containsExactly(1, 1);
    }
  }

  @Test
  void pools_side_by_side_share_and_closing_gives_back() {
    Budget four = cores(4);
    ParallelExecutor first = in(four, () -> ParallelExecutor.threads(3));
    assertThat(first.parallelism()).isEqualTo(3);
    try (var second = in(four, ParallelExecutor::threads)) {
      assertThat(second.parallelism()).isEqualTo(1);
    }
    first.closeNow();
    first.close();
    try (var third = in(four, ParallelExecutor::threads)) {
      assertThat(third.parallelism()).isEqualTo(4);
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void a_pool_inside_a_task_takes_the_part_of_its_thread() throws Exception {
    try (var pool =
        in(cores(4), () -> ParallelExecutor.builder(Mode.THREADS).threads(2).cores(4).build())) {
      assertThat(run(pool, BudgetOfPoolsTest::look).subList(0, 2)).containsExactly(2, 2);
    }
  }

  @Test
  void virtual_threads_hold_no_core_and_their_tasks_share_with_their_maker() throws Exception {
    Budget four = cores(4);
    try (var pool = in(four, ParallelExecutor::virtualThreads)) {
      assertThat(four.freeCores()).isEqualTo(4);
      assertThat(run(pool, BudgetOfPoolsTest::look).subList(0, 2)).containsExactly(4, 4);
    }
  }

  @Test
  void two_by_two_in_four_cores_gives_each_worker_two_and_each_task_one() throws Exception {
    try (var pool =
        in(
            cores(4),
            () ->
                ParallelExecutor.builder(Mode.HYBRID)
                    .processes(2)
                    .threads(2)
                    .workers(SMALL)
                    .build())) {
      assertThat(run(pool, BudgetOfPoolsTest::look)).containsExactly(1, 1, 2);
    }
  }

  @Test
  void a_process_pool_inside_a_worker_has_what_its_worker_has() throws Exception {
    try (var pool =
        in(
            cores(4),
            () ->
                ParallelExecutor.builder(Mode.PROCESSES)
                    .processes(2)
                    .cores(4)
                    .workers(SMALL)
                    .build())) {
      // 32 GiB: a quarter for the outer workers' heaps, of each half; a quarter of that inside.
      assertThat(run(pool, BudgetOfPoolsTest::inner)).containsExactly(2L, 2L, 1L, 4096L, 512L);
    }
  }

  private static List<Long> inner() throws InterruptedException, ExecutionException {
    try (var nested = ParallelExecutor.builder(Mode.PROCESSES).workers(SMALL).build()) {
      List<Long> inside =
          nested
              .submit(() ->
                  List.of((long) Budget.current().cores(), Budget.current().memoryBytes() >> 20))
              .get();
      return List.of(
          (long) Budget.current().cores(),
          (long) nested.parallelism(),
          inside.getFirst(),
          Long.getLong("songsong.budget.memory") >> 20,
          inside.getLast());
    }
  }

  @Test
  void a_heap_that_was_asked_for_is_what_the_worker_has() throws Exception {
    try (var pool =
        in(
            cores(2),
            () ->
                ParallelExecutor.builder(Mode.PROCESSES)
                    .processes(1)
                    .workers(SMALL.withHeapMiB(96))
                    .build())) {
      assertThat(run(pool, () -> Budget.current().memoryBytes() >> 20)).isEqualTo(96);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_pool_that_ran_and_was_closed_holds_nothing(Mode mode) throws Exception {
    Budget two = cores(2);
    try (var pool = made(two, mode)) {
      assertThat(run(pool, () -> 7)).isEqualTo(7);
    }
    assertThat(two.freeCores()).isEqualTo(2);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static dev.songsong.machine.Sample.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.songsong.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(LeakCheck.class)
class BudgetTest {
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private Budget cores(int count) {
    return Budget.of(Sample.of(count, count).machine(), warnings::add);
  }

  @Test
  void a_jvm_has_its_processors_and_its_memory() {
    Budget budget = Budget.current();

    assertThat(budget.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(budget.memoryBytes()).isGreaterThan(Runtime.getRuntime().maxMemory() / 2);
    assertThat(Budget.current()).isSameAs(budget);
  }

  @Test
  void a_container_with_one_and_a_half_processors_has_two_cores_and_its_own_memory() {
    Machine container = Sample.of(8, 16).quota(1.5).jvm(2).machine(OptionalLong.of(GIB));

    Budget budget = Budget.of(container);

    assertThat(budget.cores()).isEqualTo(2);
    assertThat(budget.memoryBytes()).isEqualTo(GIB);
    assertThat(budget.processes())
        .isEqualTo(WorkerAdvice.of(container).cpuProcesses().count())
        .isEqualTo(2);
  }

  @Test
  void processes_stop_at_the_physical_cores_and_at_the_memory_as_the_advice_does() {
    assertThat(Budget.of(Sample.of(6, 12).machine()).cores()).isEqualTo(12);
    assertThat(Budget.of(Sample.of(6, 12).machine()).processes()).isEqualTo(6);
    assertThat(Budget.of(Sample.of(8, 8).free(GIB).machine()).processes()).isEqualTo(2);
  }

  @Test
  void numbers_beyond_all_measure_are_granted_and_warned_of_once() {
    Budget budget = cores(4);
    try (var _ = budget.lease("mad", Integer.MAX_VALUE);
        var second = budget.lease("too", Integer.MAX_VALUE)) {
      assertThat(second.budget().cores()).isEqualTo(4);
      assertThat(budget.freeCores()).isZero();
    }
    assertThat(budget.freeCores()).isEqualTo(4);
    assertThat(warnings).hasSize(1);
  }

  @Test
  void a_lease_without_a_number_takes_what_is_free_and_gives_it_back() {
    Budget budget = cores(4);
    var first = budget.lease("first", 3);
    assertThat(first.budget().cores()).isEqualTo(3);
    try (var second = budget.lease("second")) {
      assertThat(second.budget().cores()).isEqualTo(1);
      assertThat(budget.freeCores()).isZero();
    }
    assertThat(budget.freeCores()).isEqualTo(1);
    first.close();
    first.close();
    assertThat(budget.freeCores()).isEqualTo(4);
    assertThat(warnings).isEmpty();
  }

  @Test
  void where_nothing_is_free_one_core_is_granted_and_warned_of() {
    Budget budget = cores(2);
    try (var all = budget.lease("pool a");
        var late = budget.lease("pool b")) {
      assertThat(all.budget().cores()).isEqualTo(2);
      assertThat(late.budget().cores()).isEqualTo(1);
    }
    assertThat(warnings).singleElement().asString().startsWith("pool b: 1 more in use beside 2");
  }

  @Test
  void more_than_there_is_is_granted_and_warned_of_once_with_the_numbers_and_the_remedy() {
    Budget budget = cores(2);
    try (var ranks = budget.lease("8 ranks", 8);
        var more = budget.lease("9 ranks", 9)) {
      assertThat(ranks.budget().cores()).isEqualTo(2);
      assertThat(more.budget().cores()).isEqualTo(2);
      budget.split(2).getFirst().lease("deep inside", 5).close();
    }
    assertThat(warnings)
        .containsExactly(
            "8 ranks: 8 more in use beside 0 (expected: together <= 2, the cores of the budget);"
                + " they will take turns. Leave the number out to take what is free, close what is"
                + " idle, or use virtual threads for work that waits");
    assertThat(budget.freeCores()).isEqualTo(2);
  }

  @Test
  void parts_add_up_to_the_whole_and_have_a_core_each() {
    Budget budget = cores(7);

    assertThat(budget.split(3)).extracting(Budget::cores).containsExactly(3, 2, 2);
    assertThat(budget.split(3))
        .extracting(Budget::memoryBytes)
        .containsOnly(Math.round(32 * GIB / 3.0));
    assertThat(cores(2).split(5)).extracting(Budget::cores).containsOnly(1).hasSize(5);
  }

  @Test
  void two_by_two_in_four_cores_is_a_core_for_each_task() {
    try (var pool = cores(4).lease("hybrid")) {
      Budget worker = pool.budget().worker(2);
      assertThat(worker.cores()).isEqualTo(2);
      // A quarter of 32 GiB is for the workers' heaps, half of that for each.
      assertThat(worker.memoryBytes()).isEqualTo(4 * GIB);
      assertThat(worker.jvmFlags())
          .containsExactly(
              "-XX:ActiveProcessorCount=2", "-Xmx4096m", "-Dsongsong.budget.memory=" + 4 * GIB);
      assertThat(worker.split(2)).extracting(Budget::cores).containsOnly(1);
    }
  }

  @Test
  void heaps_of_workers_of_workers_stay_below_the_memory_however_deep() {
    long heaps = 0;
    Budget level = cores(64);
    int workers = 1;
    for (int depth = 0; depth < 6; depth++) {
      level = level.worker(2);
      workers *= 2;
      heaps += workers * level.memoryBytes();
    }
    assertThat(heaps).isLessThan(32 * GIB / 3);
  }

  @Test
  void half_of_the_cores_is_half_of_the_memory_and_a_given_heap_replaces_it() {
    try (var half = cores(4).lease("half", 2)) {
      assertThat(half.budget().memoryBytes()).isEqualTo(16 * GIB);
      assertThat(half.budget().withMemory(GIB).jvmFlags()).contains("-Xmx1024m");
    }
    assertThat(cores(4).withMemory(1).jvmFlags()).contains("-Xmx32m");
  }

  @Test
  void a_body_sees_the_share_that_it_runs_in_and_other_threads_do_not() throws Exception {
    Budget share = cores(5);
    var seen = new ArrayList<Budget>();
    share.run(() -> seen.add(Budget.current()));
    assertThat(seen).containsExactly(share);

    var elsewhere = new CopyOnWriteArrayList<Budget>();
    share.run(() -> {
      Thread other = Thread.ofVirtual().start(() -> elsewhere.add(Budget.current()));
      try {
        other.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    assertThat(elsewhere).doesNotContain(share);
  }

  @Test
  void leases_taken_and_given_back_at_once_leave_the_account_whole() throws Exception {
    Budget budget = cores(64);
    var together = new CyclicBarrier(8);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 8; i++) {
      int cores = 1 + i % 3;
      threads.add(Thread.ofPlatform().start(() -> takeAndGive(budget, cores, together)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(budget.freeCores()).isEqualTo(64);
  }

  private static void takeAndGive(Budget budget, int cores, CyclicBarrier together) {
    try {
      together.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    for (int i = 0; i < 10_000; i++) {
      budget.lease("thread", cores).close();
    }
  }

  @Test
  void numbers_below_one_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cores(2).lease("x", 0))
        .withMessage("cores: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cores(2).split(0))
        .withMessage("parts: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cores(2).worker(-1))
        .withMessage("workers: -1 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cores(2).withMemory(0))
        .withMessage("bytes: 0 (expected: >= 1)");
  }
}

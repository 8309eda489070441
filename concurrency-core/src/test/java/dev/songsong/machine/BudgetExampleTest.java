// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the site shows. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class BudgetExampleTest {

  @Test
  void nested_pools_together_use_each_core_once() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    // START SNIPPET: nested
    try (var outer = ParallelExecutor.threads()) { // as many threads as cores are free
      List<Integer> inner =
          outer
              .submit(() -> {
                try (var nested = ParallelExecutor.threads()) { // this task's part: one core
                  return List.of(nested.parallelism(), Budget.current().cores());
                }
              })
              .get();
      // END SNIPPET: nested
      assertThat(outer.parallelism()).isEqualTo(cores);
      assertThat(inner).containsExactly(1, 1);
    }
  }

  @Test
  void two_pools_side_by_side_get_half_each() {
    // START SNIPPET: halves
    List<Budget> halves = Budget.current().split(2);
    halves.getFirst().run(() -> serve(ParallelExecutor.threads()));
    halves.getLast().run(() -> serve(ParallelExecutor.hybrid()));
    // END SNIPPET: halves
    assertThat(halves).hasSize(2);
  }

  private static void serve(ParallelExecutor pool) {
    try (pool) {
      assertThat(pool.parallelism()).isPositive();
    }
  }

  @Test
  void ranks_or_threads_of_one_s_own_are_counted_by_a_lease() {
    // START SNIPPET: lease
    try (var lease = Budget.current().lease("my threads", 1)) {
      assertThat(lease.budget().cores()).isEqualTo(1);
    }
    // END SNIPPET: lease
  }
}

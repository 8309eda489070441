// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.Budget;
import dev.songsong.machine.Machine;
import dev.songsong.testkit.LeakCheck;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A run's own threads are counted like a pool's. */
@Timeout(30)
@ExtendWith(LeakCheck.class)
class GraphBudgetTest {
  @Test
  void threads_of_a_run_have_the_callers_budget_in_equal_parts_while_it_lasts() {
    Budget mine = Budget.of(Machine.probe()).split(1).getFirst();
    var left = new AtomicInteger(-1);
    var shares = new CopyOnWriteArrayList<Integer>();
    var graph =
        TaskGraph.<String>builder()
            .node(
                "a",
                context -> {
                  left.set(mine.freeCores());
                  shares.add(Budget.current().cores());
                  return context.key();
                })
            .build();

    mine.run(() -> runUnchecked(graph, mine.cores()));

    assertThat(left).hasValue(0);
    assertThat(shares).containsExactly(1);
    assertThat(mine.freeCores()).isEqualTo(mine.cores());
  }

  private static void runUnchecked(TaskGraph<String> graph, int threads) {
    try {
      graph.run(threads).orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

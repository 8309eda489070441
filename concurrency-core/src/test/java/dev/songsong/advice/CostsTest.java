// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(LeakCheck.class)
class CostsTest {

  @Test
  void every_cost_is_measured_in_order_and_nothing_is_left_behind() throws Exception {
    List<Cost> told = new ArrayList<>();

    Costs costs =
        Costs.measure((cost, done, total) -> {
          assertThat(done).isLessThan(total);
          told.add(cost);
        });

    assertThat(told).containsExactly(Cost.values());
    // A cost can be missing only where the system has no room or doesn't tell.
    assertThat(costs.figures().keySet()).contains(Cost.CALL_PROCESS, Cost.KILL, Cost.NOTICE);
    assertThat(costs.figures().values()).allSatisfy(f -> assertThat(f.high()).isPositive());
    assertThat(costs.took()).isPositive();
  }

  @Test
  void an_interrupt_ends_the_measuring_at_any_cost_and_leaves_nothing_behind() {
    for (Cost last : List.of(Cost.THREAD_START, Cost.CALL_PROCESS, Cost.KILL)) {
      Thread me = Thread.currentThread();
      assertThatThrownBy(() ->
              Costs.measure((cost, done, total) -> {
                if (cost == last) {
                  me.interrupt();
                }
              }))
          .isInstanceOf(InterruptedException.class);
      assertThat(me.isInterrupted()).isFalse();
    }
  }

  @Test
  void a_figure_is_the_median_with_the_inner_eight_tenths() {
    var figure = Figure.of(new double[] {9, 1, 3, 2, 4, 5, 6, 7, 8, 10, 100});

    assertThat(figure).isEqualTo(new Figure(6, 2, 10, 11, 1));
    assertThat(figure.times(4)).isEqualTo(new Figure(24, 8, 40, 11, 4));
    assertThat(figure.ofPart(4)).isEqualTo(new Figure(6, 2, 10, 11, 4));
  }

  @Test
  void figures_that_can_not_be_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Figure(1, 2, 3, 1, 1))
        .withMessage("low, median, high: 2.0, 1.0, 3.0 (expected: in this order)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Figure(1, 1, 1, 0, 1))
        .withMessage("samples: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Figure(1, 1, 1, 1, 0))
        .withMessage("scale: 0 (expected: >= 1)");
  }
}

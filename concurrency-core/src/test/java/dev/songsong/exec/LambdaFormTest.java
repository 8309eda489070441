// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lambdas from one place, sent again and again: the first as a whole, the others by their form. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class LambdaFormTest {

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @Test
  void each_task_has_the_values_it_captured() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      for (int i = 0; i < 5; i++) {
        int number = i;
        String text = "text " + i;
        long large = 1L << (40 + i);
        List<Integer> list = new ArrayList<>(List.of(i, i + 1));

        String got = pool.submit(() -> number + text + large + list).get();

        assertThat(got).isEqualTo(number + text + large + list);
      }
    }
  }

  @Test
  void captured_values_that_are_one_object_stay_one() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      for (int i = 0; i < 3; i++) {
        List<Integer> list = new ArrayList<>();
        List<Integer> same = list;

        int size = pool.submit(() -> addTo(list, same)).get();

        assertThat(size).isEqualTo(1);
      }
    }
  }

  private static int addTo(List<Integer> one, List<Integer> other) {
    one.add(1);
    return other.size();
  }

  @Test
  void value_that_cannot_cross_is_named_in_later_tasks_too() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      assertThat(hash(pool, "fine").get()).isEqualTo("fine".hashCode());

      assertThatThrownBy(() -> hash(pool, new Object()))
          .isInstanceOf(NotShippableException.class)
          .hasMessageContaining("captured variable `held` of a lambda in")
          .hasMessageContaining("java.lang.Object: not serializable");
    }
  }

  private static Task<Integer> hash(ParallelExecutor pool, Object held) {
    return pool.submit(() -> held.hashCode());
  }

  @Test
  void spoiled_values_fail_and_never_more_than_their_task() throws Exception {
    RemoteCallable<Integer> work = sum(3, "abc");
    var filter = new ShipFilter(LambdaFormTest.class, List.of());
    LambdaForm form = LambdaForm.of(work, LambdaFormTest.class);
    assertThat(form).isNotNull();
    LambdaForm read = LambdaForm.decode(form.encoded(), LambdaFormTest.class, filter);
    byte[] good = form.captured(work, filter);
    assertThat(good).isNotNull();
    assertThat(((RemoteCallable<?>) read.again(good, filter)).call()).isEqualTo(6);

    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      try {
        assertThat(read.again(bad, filter)).isInstanceOf(Serializable.class);
      } catch (RuntimeException refused) {
        assertThat(refused).isNotInstanceOf(NegativeArraySizeException.class);
      }
    }
  }

  private static RemoteCallable<Integer> sum(int number, String text) {
    return () -> number + text.length();
  }
}

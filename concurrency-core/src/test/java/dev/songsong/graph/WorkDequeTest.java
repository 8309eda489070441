// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The deque alone: its two ends, its growth, and thieves beside the owner. */
@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
class WorkDequeTest {
  @Test
  void owner_takes_the_last_and_thief_the_first() {
    var deque = new WorkDeque();
    deque.push(1);
    deque.push(2);
    deque.push(3);
    assertThat(deque.pop()).isEqualTo(3);
    assertThat(deque.steal()).isEqualTo(1);
    assertThat(deque.pop()).isEqualTo(2);
    assertThat(deque.pop()).isEqualTo(WorkDeque.EMPTY);
    assertThat(deque.steal()).isEqualTo(WorkDeque.EMPTY);
    assertThat(deque.isEmpty()).isTrue();
  }

  @Test
  void it_grows_around_the_end_of_its_array() {
    var deque = new WorkDeque();
    for (int i = 0; i < 50; i++) {
      deque.push(i);
      assertThat(deque.steal()).isEqualTo(i);
    }
    for (int i = 0; i < 1000; i++) {
      deque.push(i);
    }
    for (int i = 0; i < 500; i++) {
      assertThat(deque.steal()).isEqualTo(i);
    }
    for (int i = 999; i >= 500; i--) {
      assertThat(deque.pop()).isEqualTo(i);
    }
    assertThat(deque.isEmpty()).isTrue();
  }

  @Test
  void each_number_is_taken_once_whoever_takes_it(Random random) throws Exception {
    int numbers = 1_000_000;
    var taken = new AtomicIntegerArray(numbers);
    var deque = new WorkDeque();
    var over = new AtomicBoolean();
    List<Thread> thieves = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      thieves.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!over.get() || !deque.isEmpty()) {
                  count(taken, deque.steal());
                }
              }));
    }
    for (int next = 0; next < numbers; ) {
      int burst = Math.min(numbers - next, 1 + random.nextInt(100));
      for (int i = 0; i < burst; i++) {
        deque.push(next++);
      }
      for (int i = random.nextInt(100); i > 0; i--) {
        count(taken, deque.pop());
      }
    }
    over.set(true);
    for (Thread thief : thieves) {
      thief.join();
    }
    for (int number = 0; number < numbers; number++) {
      assertThat(taken.get(number)).as("number %d", number).isEqualTo(1);
    }
  }

  private static void count(AtomicIntegerArray taken, int number) {
    if (number != WorkDeque.EMPTY) {
      taken.incrementAndGet(number);
    }
  }
}

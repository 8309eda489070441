// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting for a counter, asleep. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class TallyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Tally tally = new Tally();
  private final AtomicBoolean gaveUp = new AtomicBoolean();

  private Thread asleep(long target) throws Exception {
    Thread waiter =
        Thread.ofPlatform().start(() -> tally.await(target, Tally.FOREVER, gaveUp::get));
    Await.until("asleep", PATIENCE, () -> waiter.getState() == Thread.State.TIMED_WAITING);
    return waiter;
  }

  private void wakes(long target, Consumer<Tally> event) throws Exception {
    Thread waiter = asleep(target);
    event.accept(tally);
    waiter.join();
  }

  @Test
  void setting_adding_and_giving_up_end_the_wait() throws Exception {
    wakes(1, counter -> counter.set(1));
    wakes(5, counter -> counter.add(4));
    assertThat(tally.get()).isEqualTo(5);
    wakes(
        6,
        counter -> {
          gaveUp.set(true);
          counter.wake();
        });
  }

  @Test
  void count_that_wakes_nobody_is_found_at_the_next_round() throws Exception {
    var count =
        MethodHandles.privateLookupIn(Tally.class, MethodHandles.lookup())
            .findVarHandle(Tally.class, "count", long.class);
    // As if the look at the sleeper had come too early.
    wakes(1, counter -> count.setVolatile(counter, 1L));
  }

  @Test
  void deadline_ends_the_wait_below_the_target() {
    tally.await(1, System.nanoTime() + 1_000_000, gaveUp::get);
    tally.await(1, System.nanoTime() - 1, gaveUp::get);
    assertThat(tally.get()).isZero();
  }

  @Test
  void interrupt_does_not_end_the_wait_and_is_kept() throws Exception {
    var kept = new AtomicBoolean();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              tally.await(1, Tally.FOREVER, gaveUp::get);
              kept.set(tally.get() == 1 && Thread.currentThread().isInterrupted());
            });
    Await.until("asleep", PATIENCE, () -> waiter.getState() == Thread.State.TIMED_WAITING);
    tally.set(1);
    waiter.join();
    assertThat(kept).isTrue();
  }
}

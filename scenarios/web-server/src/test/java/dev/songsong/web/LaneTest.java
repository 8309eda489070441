// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(LeakCheck.class)
class LaneTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final DefaultEventExecutor loop =
      new DefaultEventExecutor(new DefaultThreadFactory("lane-test"));
  private final Lane lane = new Lane(loop);
  private final Queue<Integer> came = new ConcurrentLinkedQueue<>();

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** As if one look at the sockets had brought all of it. */
  private void start(List<Runnable> works) {
    loop.execute(() -> works.forEach(lane::start));
  }

  private void answer(int number) {
    lane.back(() -> {
      assertThat(loop.inEventLoop()).isTrue();
      came.add(number);
    });
  }

  @Test
  void each_request_has_a_virtual_thread_of_its_own_and_all_answers_come() throws Exception {
    var threads = new ConcurrentLinkedQueue<Thread>();
    int rounds = 200;
    int each = 50;
    for (int round = 0; round < rounds; round++) {
      int first = round * each;
      start(
          IntStream.range(first, first + each)
              .<Runnable>mapToObj(number ->
                  () -> {
                    threads.add(Thread.currentThread());
                    answer(number);
                  })
              .toList());
    }

    Await.until("all answers", SOON, () -> came.size() == rounds * each);

    assertThat(came).doesNotHaveDuplicates();
    assertThat(threads).allMatch(Thread::isVirtual).doesNotHaveDuplicates();
  }

  @Test
  void single_request_needs_no_companions() throws Exception {
    start(List.of(() -> answer(1)));

    Await.until("the answer", SOON, () -> came.size() == 1);
  }

  @Test
  void steps_of_one_thread_come_in_their_order() throws Exception {
    int steps = 1_000;
    start(List.of(() -> IntStream.range(0, steps).forEach(this::answer), () -> {}));

    Await.until("all steps", SOON, () -> came.size() == steps);

    assertThat(List.copyOf(came)).isSorted();
  }

  @Test
  void request_that_blocks_holds_nobody_up_and_comes_when_it_is_done() throws Exception {
    var go = new CountDownLatch(1);
    Runnable blocks =
        () -> {
          try {
            go.await();
            answer(2);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    start(List.of(blocks, () -> answer(1), blocks));

    Await.until("the first answer", SOON, () -> came.size() == 1);
    go.countDown();
    Await.until("the others", SOON, () -> came.size() == 3);

    assertThat(came).containsExactly(1, 2, 2);
  }

  @Test
  void answer_is_fetched_although_handlers_keep_every_core_to_themselves() throws Exception {
    var stop = new AtomicBoolean();
    var spinning = new AtomicInteger();
    int carriers = Runtime.getRuntime().availableProcessors();
    Runnable spins =
        () -> {
          spinning.incrementAndGet();
          while (!stop.get()) {
            Thread.onSpinWait();
          }
        };
    try {
      start(
          IntStream.range(0, 1 + 2 * carriers)
              .<Runnable>mapToObj(i -> i == 0 ? () -> answer(0) : spins)
              .toList());
      Await.until("all cores kept", SOON, () -> spinning.get() == carriers);
      // What the loop does twice a second.
      loop.execute(lane::arrive);

      Await.until("the answer", SOON, () -> came.size() == 1);
    } finally {
      stop.set(true);
    }
    Await.until("the end of all", SOON, () -> spinning.get() == 2 * carriers);
  }

  @Test
  void step_that_fails_does_not_stop_those_behind_it() throws Exception {
    start(
        List.of(
            () -> {
              lane.back(() -> {
                throw new IllegalStateException("a broken step");
              });
              answer(1);
            },
            () -> answer(2)));

    Await.until("the others", SOON, () -> came.size() == 2);
  }

  @Test
  void step_that_comes_after_the_end_of_the_loop_is_still_done() throws Exception {
    end();

    var done = new AtomicBoolean();
    lane.back(() -> done.set(true));

    assertThat(done).isTrue();
  }
}

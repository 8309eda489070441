// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a stop reaches: the source, and every executor. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class PipelineStopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void cancelled_source_is_not_asked_again_though_there_is_room() throws Exception {
    var hold = new Semaphore(0);
    var given = new AtomicInteger();
    var first = new CountDownLatch(1);
    Iterable<Integer> slow =
        () ->
            IntStream.generate(
                    () -> {
                      if (given.get() == 1) {
                        hold.acquireUninterruptibly();
                      }
                      return given.incrementAndGet();
                    })
                .boxed()
                .iterator();
    try (var run = Pipeline.from(slow).start(i -> first.countDown())) {
      first.await();
      Await.until("the source to be asked again", PATIENCE, hold::hasQueuedThreads);
      run.cancel();
      hold.release();
    }
    assertThat(given).hasValue(2);
  }

  @Test
  void executor_that_is_not_closed_fails_the_run_and_leaves_no_other_open() throws Exception {
    var run = new Run(PATIENCE);
    var closed = new AtomicBoolean();
    run.closeAfter(inGoodOrder -> {
      throw new IllegalStateException("stuck");
    });
    run.closeAfter(closed::set);
    run.start();
    assertThatThrownBy(run::await)
        .hasMessage(
            "stage keeper: an executor was not closed: java.lang.IllegalStateException: stuck");
    assertThat(closed).isTrue();
  }
}

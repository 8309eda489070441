// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** When a batch is full: by count, by cost, by time. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class PipelineBatchTest {

  private static Iterable<Integer> endless() {
    return () -> IntStream.iterate(0, i -> i + 1).iterator();
  }

  @Test
  void batches_by_count_and_by_cost() throws Exception {
    assertThat(Pipeline.from(List.of(1, 2, 3, 4, 5)).batch("pairs", Batching.ofCount(2)).toList())
        .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
    assertThat(
            Pipeline.from(List.of(4, 4, 4, 99, 1, 1))
                .batch("cost", Batching.<Integer>ofCost(10, i -> i).orCount(3))
                .toList())
        .containsExactly(List.of(4, 4), List.of(4), List.of(99), List.of(1, 1));
  }

  @Test
  void batches_larger_than_the_queue_are_filled() throws Exception {
    assertThat(
            Pipeline.from(IntStream.range(0, 5_000).boxed().toList())
                .batch("all", Batching.ofCount(5_000))
                .flatMap("single", Stage.threads(1), list -> list)
                .toList())
        .hasSize(5_000);
  }

  @Test
  void unfilled_batch_is_handed_on_after_its_time() throws Exception {
    var seen = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    try (var run =
        Pipeline.fromLoop(
                (Sink<? super Integer> out) -> {
                  out.accept(1);
                  end.await();
                })
            .batch("b", Batching.<Integer>ofCount(100).orAfter(Duration.ofMillis(5)))
            .start(list -> seen.countDown())) {
      seen.await();
      end.countDown();
      run.await();
    }
  }

  @Test
  void batch_is_handed_on_after_its_time_though_items_keep_coming() throws Exception {
    var seen = new CountDownLatch(2);
    try (var run =
        Pipeline.from(endless())
            .batch("b", Batching.<Integer>ofCount(Integer.MAX_VALUE).orAfter(Duration.ofMillis(1)))
            .start(list -> seen.countDown())) {
      seen.await();
      run.cancel();
    }
  }
}

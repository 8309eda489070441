// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Items that take too long, and stages that wait although they said they would not. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class PipelineLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  /** A limit that an item which does nothing keeps, on a busy machine and in a new worker too. */
  private static final Duration ENOUGH = Duration.ofSeconds(3);

  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static int forever() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  @Test
  void item_over_its_time_limit_is_interrupted_and_fails_alone() throws Exception {
    var never = new CountDownLatch(1);
    Set<FailedItem> letters = ConcurrentHashMap.newKeySet();
    Stage stage = Stage.threads(2).timeLimit(ENOUGH).deadLetters(letters::add);
    assertThat(
            Pipeline.from(List.of(1, 2, 3, 4))
                .stage(
                    "limited",
                    stage,
                    i -> {
                      if (i == 2) {
                        never.await();
                      }
                      return i;
                    })
                .toList())
        .containsExactly(1, 3, 4);
    assertThat(letters)
        .singleElement()
        .satisfies(
            letter -> assertThat(letter.error()).hasMessage("item ran longer than its time limit"));
  }

  @Test
  void item_over_its_time_limit_in_a_process_ends_with_its_worker() throws Exception {
    assertThat(
            Pipeline.from(List.of(1, 2, 3))
                .stage(
                    "limited",
                    Stage.processes(1).timeLimit(ENOUGH).skipFailures(),
                    i -> i == 2 ? forever() : i)
                .toList())
        .containsExactly(1, 3);
  }

  @Test
  void blocking_body_of_a_non_blocking_stage_is_named_with_its_line() {
    var never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            Pipeline.from(List.of(1))
                .stage(
                    "swift",
                    Stage.threads(1).nonBlocking(SHORT),
                    i -> {
                      never.await();
                      return i;
                    })
                .toList())
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("stage swift: declared non-blocking, but an item takes longer than")
        .hasMessageContaining("WAITING at")
        .hasMessageContaining("PipelineLimitsTest")
        .hasMessageContaining("Stage.virtualThreads");
  }

  @Test
  void quick_body_of_a_non_blocking_stage_is_left_alone() throws Exception {
    assertThat(
            Pipeline.from(IntStream.range(0, 100_000).boxed().toList())
                .stage("swift", Stage.threads(2).nonBlocking(Duration.ofSeconds(5)), i -> i)
                .toList())
        .hasSize(100_000);
  }

  @Test
  void stop_that_meets_a_passed_limit_keeps_its_interrupt() {
    var run = new Run(SHORT);
    var stage =
        new StageRun(run, "s", 1, null, new FailurePolicy.Fail(), List.of(), List.of(new Meter()));
    var limits = new Stage.Limits(Optional.of(Duration.ofNanos(1)), Optional.empty(), 1);
    var watch = new ItemWatch(stage, limits, SHORT);
    watch.begin();
    watch.look(Thread.currentThread());
    run.cancel();
    watch.look(Thread.currentThread());
    assertThat(watch.end()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }
}

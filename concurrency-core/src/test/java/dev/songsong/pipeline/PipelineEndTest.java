// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How pipelines end otherwise than well: failures, cancelling, deaf stages. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class PipelineEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static Iterable<Integer> endless() {
    return () -> IntStream.iterate(0, i -> i + 1).boxed().iterator();
  }

  @Test
  void cancel_ends_source_stages_and_sink() throws Exception {
    var seen = new AtomicInteger();
    var interrupted = new AtomicBoolean();
    var waiting = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    try (var run =
        Pipeline.from(endless())
            .stage("a", Stage.threads(2), i -> i)
            .stage(
                "waits",
                Stage.virtualThreads(2).unordered(),
                i -> {
                  if (i > 100) {
                    waiting.countDown();
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      interrupted.set(true);
                      throw e;
                    }
                  }
                  return i;
                })
            .start(i -> seen.incrementAndGet())) {
      Await.until("flow", PATIENCE, () -> seen.get() > 50);
      waiting.await();
      run.cancel();
      assertThatThrownBy(run::await)
          .isInstanceOf(CancellationException.class)
          .hasMessage("pipeline: cancelled");
    }
    assertThat(interrupted).isTrue();
  }

  @Test
  void cancel_ends_running_work_in_worker_processes() throws Exception {
    try (var run =
        Pipeline.from(List.of(1, 2, 3))
            .stage("forever", Stage.processes(1), i -> forever())
            .start(i -> {})) {
      Await.until("taken", PATIENCE, () -> run.stats().stage("forever").in() == 3);
      run.cancel();
    }
  }

  private static int forever() {
    while (true) {
      Thread.onSpinWait();
    }
  }

  @Test
  void interrupted_caller_cancels_and_hears_of_it() throws Exception {
    var ended = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Pipeline.from(endless()).forEach(i -> started.countDown());
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    started.await();
    caller.interrupt();
    ended.await();
    caller.join();
  }

  @Test
  void first_failure_is_kept_and_others_are_suppressed() throws Exception {
    var both = new CountDownLatch(2);
    try (var run =
        Pipeline.from(List.of(1, 2))
            .stage(
                "a",
                Stage.threads(2),
                i -> {
                  both.countDown();
                  awaitDeaf(both);
                  throw new IOException("item " + i);
                })
            .start(i -> {})) {
      assertThatThrownBy(run::await)
          .isInstanceOf(PipelineException.class)
          .hasCauseInstanceOf(IOException.class)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
  }

  private static void awaitDeaf(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void failing_source_is_named() {
    Iterable<Integer> bad =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                throw new IllegalStateException("no tape");
              }
            };
    assertThatThrownBy(() -> Pipeline.from(bad).stage("a", i -> i).toList())
        .isInstanceOf(PipelineException.class)
        .hasMessage("stage source: threw: java.lang.IllegalStateException: no tape");
    assertThatThrownBy(() ->
            Pipeline.fromLoop(
                    out -> {
                      out.accept(null);
                    })
                .toList())
        .hasMessageContaining("stage source: threw")
        .hasMessageContaining("item: null (expected: a value)");
  }

  @Test
  void failing_sink_is_named_and_stops_the_source() {
    assertThatThrownBy(() ->
            Pipeline.from(endless())
                .stage("a", i -> i)
                .forEach(i -> {
                  throw new IOException("disk full");
                }))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("stage sink: an item failed: java.io.IOException: disk full");
  }

  @Test
  void sink_may_skip_failures_too() throws Exception {
    try (var run =
        Pipeline.from(List.of(1, 2, 3))
            .start(
                Stage.threads(2).skipFailures(),
                i -> {
                  throw new IOException("no");
                })) {
      run.await();
      assertThat(run.stats().stage("sink").failed()).isEqualTo(3);
    }
  }

  @Test
  void null_result_is_a_failure_that_says_the_remedy() {
    assertThatThrownBy(() -> Pipeline.from(List.of(1)).stage("a", i -> null).toList())
        .hasMessageContaining("stage a: an item failed")
        .hasMessageContaining("result: null (expected: a value); filter leaves items out");
  }

  @Test
  void throwing_consumer_of_dead_letters_fails_the_pipeline() {
    Stage stage =
        Stage.threads(1)
            .deadLetters(letter -> {
              throw new IllegalStateException("no letters today");
            });
    assertThatThrownBy(() -> Pipeline.from(List.of(0)).stage("a", stage, i -> 1 / i).toList())
        .hasMessageContaining("stage a: the consumer of dead letters threw")
        .hasRootCauseMessage("no letters today");
  }

  @Test
  void error_of_the_jvm_is_never_skipped() {
    assertThatThrownBy(() ->
            Pipeline.from(List.of(1))
                .stage(
                    "a",
                    Stage.threads(1).skipFailures(),
                    i -> {
                      throw new OutOfMemoryError("pretended");
                    })
                .toList())
        .hasMessageContaining("stage a: this JVM is in trouble: java.lang.OutOfMemoryError");
  }

  @Test
  void stage_that_swallows_interrupts_is_named_after_the_patience() throws Exception {
    var hold = new Semaphore(0);
    var inside = new CountDownLatch(1);
    var run =
        Pipeline.from(List.of(1))
            .stage(
                "deaf",
                i -> {
                  inside.countDown();
                  hold.acquireUninterruptibly();
                  return i;
                })
            .patience(SHORT)
            .start(i -> {});
    inside.await();
    run.cancel();
    assertThatThrownBy(run::await)
        .isInstanceOfSatisfying(
            PipelineException.class, e -> assertThat(e.stage()).isEqualTo("deaf"))
        .hasMessageContaining("thread pipeline-deaf-1 ignores its interrupt at")
        .hasMessageContaining("PipelineEndTest")
        .hasMessageContaining("(expected: ends within PT0.05S of the pipeline's stop)")
        .hasMessageContaining("Stage.processes");
    run.close();
    hold.release();
  }

  @Test
  void closed_executor_is_named_at_the_start_and_in_the_middle() throws Exception {
    var pool = ParallelExecutor.threads(1);
    var pipeline = Pipeline.from(endless()).stage("s", Stage.on(pool), i -> i);
    var seen = new CountDownLatch(100);
    try (var run = pipeline.start(i -> seen.countDown())) {
      seen.await();
      pool.closeNow();
      assertThatThrownBy(run::await)
          .isInstanceOf(PipelineException.class)
          .hasMessageStartingWith("stage s: ");
    }
    assertThatThrownBy(() -> pipeline.start(i -> {}))
        .isInstanceOf(PipelineException.class)
        .hasMessage(
            "stage s: its executor is closed (expected: open until the pipeline has ended); "
                + "close it after the pipeline");
  }

  @Test
  void close_is_idempotent_and_a_late_await_still_tells() throws Exception {
    var run = Pipeline.from(endless()).start(i -> {});
    assertThatThrownBy(() -> run.await(SHORT)).isInstanceOf(TimeoutException.class);
    run.close();
    run.close();
    assertThatThrownBy(run::await).isInstanceOf(CancellationException.class);
    assertThat(run.toCompletableFuture()).isCompletedExceptionally();
  }
}

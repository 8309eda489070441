// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How items flow: back-pressure, sources, merging, statistics. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class PipelineFlowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static Iterable<Integer> counted(AtomicInteger given) {
    return () -> IntStream.generate(given::incrementAndGet).boxed().iterator();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void source_is_never_ahead_of_the_sink_by_more_than_the_bounds(boolean ordered) throws Exception {
    var given = new AtomicInteger();
    var seen = new AtomicInteger();
    var most = new AtomicInteger();
    var permits = new Semaphore(0);
    Stage two = Stage.threads(2).queue(5);
    int bound = 3 + 5 + 7 + 1;
    // A producer that sleeps at a full queue wakes when half of it is free: fewer places may stay
    // so.
    int unused = (5 / 2 - 1) + (7 / 2 - 1);
    try (var run =
        Pipeline.from(counted(given))
            .stage("a", Stage.threads(1).queue(3), i -> i)
            .stage("b", ordered ? two : two.unordered(), i -> i)
            .start(
                Stage.threads(1).queue(7),
                i -> {
                  permits.acquire();
                  most.accumulateAndGet(given.get() - seen.getAndIncrement(), Math::max);
                })) {
      Await.until("full", PATIENCE, () -> given.get() >= bound - 1 - unused);
      for (int i = 0; i < 1_000; i++) {
        permits.release();
        int passed = i;
        Await.until("passed", PATIENCE, () -> seen.get() > passed);
      }
      assertThat(run.stats().stages())
          .allSatisfy(stage -> assertThat(stage.held()).isLessThanOrEqualTo(stage.queue()));
    }
    assertThat(most.get()).isBetween(bound - 2 - unused, bound);
  }

  @Test
  void an_item_passes_at_once_when_the_pipeline_is_idle() throws Exception {
    var hold = new Semaphore(0);
    var seen = Collections.synchronizedList(new ArrayList<Integer>());
    try (var run =
        Pipeline.fromLoop(
                (Sink<? super Integer> out) -> {
                  for (int i = 1; i <= 3; i++) {
                    hold.acquire();
                    out.accept(i);
                  }
                })
            .stage("a", Stage.threads(2), i -> i)
            .start(seen::add)) {
      for (int i = 1; i <= 3; i++) {
        hold.release();
        int wanted = i;
        Await.until("item " + i, PATIENCE, () -> seen.size() == wanted);
      }
      run.await();
    }
    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void stream_is_closed_and_runs_once() throws Exception {
    var closed = new AtomicBoolean();
    var pipeline = Pipeline.from(Stream.of(1, 2, 3).onClose(() -> closed.set(true)));
    assertThat(pipeline.toList()).containsExactly(1, 2, 3);
    assertThat(closed).isTrue();
    assertThatThrownBy(pipeline::toList)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stream: used up (expected: one run)");
  }

  @Test
  void iterable_runs_again() throws Exception {
    var pipeline = Pipeline.from(List.of(1, 2)).stage("x", i -> i * 10);
    assertThat(pipeline.toList()).containsExactly(10, 20);
    assertThat(pipeline.toList()).containsExactly(10, 20);
  }

  @Test
  void merged_pipelines_keep_their_own_order() throws Exception {
    var evens = Pipeline.from(IntStream.range(0, 2_000).map(i -> 2 * i).boxed().toList());
    var odds =
        Pipeline.from(IntStream.range(0, 1_000).boxed().toList()).stage("odd", i -> 2 * i + 1);
    List<Integer> both = evens.merge(odds).toList();
    assertThat(both).hasSize(3_000);
    assertThat(both.stream().filter(i -> i % 2 == 0)).isSorted().hasSize(2_000);
    assertThat(both.stream().filter(i -> i % 2 == 1)).isSorted().hasSize(1_000);
  }

  @Test
  void flat_map_without_end_flows() throws Exception {
    var seen = new AtomicInteger();
    try (var run =
        Pipeline.from(List.of(1))
            .flatMap("endless", Stage.threads(2).unordered(), i -> counted(new AtomicInteger()))
            .start(i -> seen.incrementAndGet())) {
      Await.until("flow", PATIENCE, () -> seen.get() > 10_000);
      run.cancel();
    }
  }

  @Test
  void flat_map_hands_on_each_result_though_iterating_waits() throws Exception {
    var hold = new Semaphore(0);
    var seen = new CountDownLatch(1);
    Iterable<Integer> halting =
        () -> IntStream.range(0, 2).map(i -> i == 0 ? 0 : waited(hold)).boxed().iterator();
    try (var run =
        Pipeline.from(List.of(1))
            .flatMap("halting", Stage.threads(2).unordered(), i -> halting)
            .start(i -> seen.countDown())) {
      seen.await();
      hold.release();
      run.await();
    }
  }

  private static int waited(Semaphore hold) {
    hold.acquireUninterruptibly();
    return 1;
  }

  @Test
  void stopped_source_lets_what_is_under_way_arrive() throws Exception {
    var given = new AtomicInteger();
    var seen = new AtomicInteger();
    try (var run =
        Pipeline.from(counted(given)).stage("a", i -> i).start(i -> seen.incrementAndGet())) {
      Await.until("flow", PATIENCE, () -> seen.get() > 1_000);
      run.stopSource();
      run.await();
    }
    assertThat(seen.get()).isEqualTo(given.get());
  }

  @Test
  void stopped_publisher_that_never_sends_ends_the_run() throws Exception {
    var cancelled = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    Flow.Publisher<Integer> silent =
        subscriber ->
            subscriber.onSubscribe(
                new Flow.Subscription() {
                  @Override
                  public void request(long n) {
                    asked.countDown();
                  }

                  @Override
                  public void cancel() {
                    cancelled.countDown();
                  }
                });
    try (var run = Pipeline.from(silent).start(i -> {})) {
      asked.await();
      run.stopSource();
      run.await();
    }
    assertThat(cancelled.getCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void free_place_is_filled_though_the_others_are_held_for_long(boolean byExecutor)
      throws Exception {
    var tenth = new CountDownLatch(10);
    try (var pool = ParallelExecutor.threads(4)) {
      Stage how = byExecutor ? Stage.on(pool) : Stage.threads(4);
      Pipeline.from(IntStream.range(0, 20).boxed().toList())
          .stage("three wait", how.queue(4).unordered(), i -> waitedFor(tenth, i < 3, i))
          .forEach(i -> tenth.countDown());
    }
    assertThat(tenth.getCount()).isZero();
  }

  private static int waitedFor(CountDownLatch latch, boolean wait, int i)
      throws InterruptedException {
    if (wait) {
      latch.await();
    }
    return i;
  }

  @Test
  void slowest_stage_is_named_while_it_runs() throws Exception {
    var hold = new Semaphore(0);
    try (var run =
        Pipeline.from(counted(new AtomicInteger()))
            .stage("quick", Stage.threads(1).queue(8), i -> i)
            .stage("slow", Stage.threads(2).queue(8), i -> held(i, hold))
            .start(i -> {})) {
      Await.until("slow is full", PATIENCE, () -> run.stats().stage("slow").held() == 8);
      Await.until("slow is named", PATIENCE, () -> run.stats().bottleneck().stage().equals("slow"));
      assertThat(run.stats().toString())
          .contains("> slow x2: busy ")
          .contains("  quick x1: busy ")
          .contains("queue 8/8");
      assertThat(run.stats().stages())
          .extracting(StageStats::stage)
          .containsExactly("source", "quick", "slow", "sink");
      run.cancel();
    }
  }

  private static int held(int i, Semaphore hold) throws InterruptedException {
    hold.acquire();
    return i;
  }

  @Test
  void unknown_stage_is_told_with_those_there_are() throws Exception {
    try (var run = Pipeline.from(List.of(1)).start(i -> {})) {
      run.await();
      assertThatThrownBy(() -> run.stats().stage("x"))
          .hasMessage("stage: x (expected: one of [source, sink])");
    }
  }
}

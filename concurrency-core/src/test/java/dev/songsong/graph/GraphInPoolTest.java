// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.NotShippableException;
import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.TaskOptions;
import dev.songsong.graph.NodeOutcome.Ran;
import dev.songsong.graph.NodeOutcome.Skipped;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only a pool can do to a node: lose it, limit its time, refuse to carry it, be closed. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class GraphInPoolTest {
  private static final GraphOptions KEEP_GOING = GraphOptions.DEFAULT.keepGoing();

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @Test
  void worker_that_dies_costs_its_node_and_what_depends_on_it() throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node(
                "crash",
                context -> {
                  Runtime.getRuntime().halt(7);
                  return null;
                })
            .node("behind", NodeContext::key)
            .node("other", NodeContext::key)
            .after("behind", "crash")
            .build();
    try (var pool = ParallelExecutor.processes(1)) {
      GraphResult<String> result = graph.run(pool, KEEP_GOING);
      assertThat(result.outcome("crash"))
          .matches(outcome ->
              outcome instanceof Ran<String>(WorkerDied<Object> died)
                  && died.cause().exitCode().orElse(-1) == 7);
      assertThat(result.outcome("behind")).isEqualTo(new Skipped<>("crash"));
      assertThat(result.outcome("other")).isEqualTo(new Ran<>(new Done<>("other")));
    }
  }

  @Test
  void node_in_a_pool_has_a_time_limit() throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node(
                "endless",
                context -> {
                  new CountDownLatch(1).await();
                  return null;
                })
            .build();
    var limit = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(100));
    try (var pool = ParallelExecutor.processes(1)) {
      GraphResult<String> result = graph.run(pool, GraphOptions.DEFAULT.withTasks(limit));
      assertThat(result.outcome("endless"))
          .matches(outcome -> outcome instanceof Ran<String>(TimedOut<Object> timedOut));
    }
  }

  @Test
  void work_that_can_not_cross_fails_with_the_captured_name() throws Exception {
    var latch = new CountDownLatch(1);
    var graph =
        TaskGraph.<String>builder()
            .node("stuck", context -> latch.getCount())
            .node("thread", context -> Thread.currentThread())
            .build();
    try (var pool = ParallelExecutor.processes(1)) {
      GraphResult<String> result = graph.run(pool, KEEP_GOING);
      assertThatThrownBy(result::orElseThrow)
          .hasMessageContaining("node stuck: failed")
          .hasMessageContaining("captured variable `latch`")
          .hasMessageContaining("java.util.concurrent.CountDownLatch");
      assertThat(result.outcome("stuck"))
          .matches(o -> o instanceof Ran<String>(Failed<Object>(NotShippableException e)));
      assertThat(result.outcome("thread").succeeded()).isFalse();
    }
  }

  @Test
  void closed_pool_is_refused() {
    var pool = ParallelExecutor.threads(1);
    pool.close();
    var graph = TaskGraph.<String>builder().node("a", NodeContext::key).build();
    assertThatThrownBy(() -> graph.run(pool))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("closed (expected: open");
  }

  @Test
  void pool_that_is_closed_meanwhile_ends_the_run() throws Exception {
    var running = new CountDownLatch(1);
    var graph =
        TaskGraph.<String>builder()
            .node(
                "sleeper",
                context -> {
                  running.countDown();
                  new CountDownLatch(1).await();
                  return null;
                })
            .node("behind", NodeContext::key)
            .after("behind", "sleeper")
            .build();
    var pool = ParallelExecutor.threads(1);
    Thread closer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                running.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              pool.closeNow();
            });
    GraphResult<String> result = graph.run(pool);
    closer.join();
    assertThat(result.outcome("sleeper"))
        .matches(o -> o instanceof Ran<String>(Cancelled<Object>(boolean started)) && started);
    assertThat(result.outcome("behind")).isEqualTo(new Skipped<>("sleeper"));
    assertThatThrownBy(result::orElseThrow).hasMessageStartingWith("node sleeper: Cancelled");
  }
}

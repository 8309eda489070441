// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs by threads of their own: depth, order, interrupts, sleepers. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class GraphRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @ParameterizedTest
  @EnumSource
  void million_nodes_each_run_once_after_their_dependencies(Shapes shape) throws Exception {
    int size = 1_000_000;
    var runs = new AtomicIntegerArray(size);
    var early = new AtomicInteger();
    var before = new TaskGraph<?>[1];
    var graph =
        shape.graph(
            size,
            node ->
                context -> {
                  for (int dependency : before[0].shape().dependencies(node)) {
                    if (runs.get(dependency) != 1) {
                      early.incrementAndGet();
                    }
                  }
                  return runs.incrementAndGet(node);
                });
    before[0] = graph;
    graph.run(2).orElseThrow();
    assertThat(early).hasValue(0);
    for (int node = 0; node < size; node++) {
      if (runs.get(node) != 1) {
        fail("node %d: %d runs (expected: one)", node, runs.get(node));
      }
    }
  }

  @Test
  void failure_at_the_head_of_a_deep_chain_skips_all_of_it() throws Exception {
    int size = 1_000_000;
    var graph =
        Shapes.CHAIN.graph(
            size,
            node ->
                node == 0
                    ? context -> {
                      throw new IllegalStateException("no");
                    }
                    : NodeContext::key);
    for (var options : List.of(GraphOptions.DEFAULT, GraphOptions.DEFAULT.keepGoing())) {
      GraphResult<Integer> result = graph.run(2, options);
      assertThat(result.outcome(size - 1)).isEqualTo(new NodeOutcome.Skipped<>(0));
      assertThat(result.failures()).containsExactly(0);
    }
  }

  @Test
  void independent_nodes_run_at_once() throws Exception {
    var both = new CountDownLatch(2);
    NodeWork<String> meet =
        context -> {
          both.countDown();
          both.await();
          return null;
        };
    var graph =
        TaskGraph.<String>builder()
            .node("root", NodeContext::key)
            .node("a", meet)
            .node("b", meet)
            .after("a", "root")
            .after("b", "root")
            .build();
    for (int i = 0; i < 200; i++) {
      graph.run(2).orElseThrow();
    }
  }

  @Test
  void sleeping_worker_is_woken_for_work_that_comes_late() throws Exception {
    var helper = new AtomicReference<Thread>();
    var both = new CountDownLatch(2);
    NodeWork<String> meet =
        context -> {
          both.countDown();
          both.await();
          return null;
        };
    var graph =
        TaskGraph.<String>builder()
            .node(
                "slow",
                context -> {
                  Await.until("the other worker to sleep", PATIENCE, () -> sleeps(helper));
                  return null;
                })
            .node("a", meet)
            .node("b", meet)
            .after("a", "slow")
            .after("b", "slow")
            .build();
    graph.run(2).orElseThrow();
  }

  private static boolean sleeps(AtomicReference<Thread> found) {
    Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("graph-") && t != Thread.currentThread())
        .forEach(found::set);
    Thread other = found.get();
    return other != null && other.getState() == Thread.State.WAITING;
  }

  @Test
  void graph_is_run_many_times_and_at_once() throws Exception {
    var count = new AtomicInteger();
    var inner = Shapes.GRID.graph(100, node -> context -> count.incrementAndGet());
    var outer =
        TaskGraph.<String>builder()
            .node("a", context -> inner.run(2).succeeded())
            .node("b", context -> inner.run(2).succeeded())
            .build();
    GraphResult<String> result = outer.run(2).orElseThrow();
    assertThat(result.value("a", Boolean.class)).isTrue();
    assertThat(result.value("b", Boolean.class)).isTrue();
    assertThat(count).hasValue(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interrupted_caller_ends_the_nodes_and_hears_of_it(boolean ownThreads) throws Exception {
    var running = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var later = new AtomicInteger();
    var graph =
        TaskGraph.<String>builder()
            .node(
                "sleeper",
                context -> {
                  running.countDown();
                  try {
                    return new CountDownLatch(1);
                  } finally {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      interrupted.countDown();
                    }
                  }
                })
            .node("later", context -> later.incrementAndGet())
            .after("later", "sleeper")
            .build();
    var thrown = new AtomicReference<Throwable>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try (var pool = ParallelExecutor.threads(1)) {
                GraphResult<String> result = ownThreads ? graph.run(2) : graph.run(pool);
                thrown.set(new AssertionError("returned " + result));
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    running.await();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    interrupted.await();
    assertThat(later).hasValue(0);
  }

  @Test
  void interrupt_that_a_node_leaves_behind_is_not_the_next_nodes() throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node(
                "a",
                context -> {
                  Thread.currentThread().interrupt();
                  return null;
                })
            .node("b", context -> Thread.currentThread().isInterrupted())
            .after("b", "a")
            .build();
    assertThat(graph.run(1).value("b", Boolean.class)).isFalse();
  }

  @Test
  void error_is_a_failure_like_any_other() throws Exception {
    NodeWork<String> overflow =
        context -> {
          throw new StackOverflowError("deep");
        };
    var graph = TaskGraph.<String>builder().node("a", overflow).build();
    assertThat(graph.run(1).failures()).containsExactly("a");
  }

  @Test
  void longest_path_goes_first_when_asked() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    var builder = TaskGraph.<String>builder();
    for (String key : List.of("short", "head", "tail", "middling")) {
      builder.node(key, context -> ran.add(context.key()));
    }
    var graph = builder.after("tail", "head").weight("tail", 9).weight("middling", 5).build();
    graph.run(1, GraphOptions.DEFAULT.longestPathFirst()).orElseThrow();
    assertThat(ran).containsExactly("head", "tail", "middling", "short");
  }

  @Test
  void one_thread_takes_what_is_ready_in_the_order_of_declaration() throws Exception {
    List<Integer> ran = new ArrayList<>();
    var builder = TaskGraph.<Integer>builder();
    for (int i = 0; i < 5; i++) {
      builder.node(i, context -> ran.add(context.key()));
    }
    builder.build().run(1).orElseThrow();
    assertThat(ran).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void node_adds_another_a_hundred_thousand_times() throws Exception {
    var graph = TaskGraph.<Integer>builder().node(0, GraphRunTest::addNext).build();
    GraphResult<Integer> result = graph.run(2).orElseThrow();
    assertThat(result.nodes()).hasSize(100_001);
    assertThat(result.value(100_000, Integer.class)).isEqualTo(100_000);
  }

  private static Object addNext(NodeContext<Integer> context) {
    int key = context.key();
    if (key < 100_000) {
      context.add(key + 1, GraphRunTest::addNext, List.of(key));
    }
    return key;
  }

  @Test
  void adding_to_a_node_that_is_none_names_it_and_its_like() throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node(
                "a",
                context -> {
                  context.after("joi", List.of("a"));
                  return context.key();
                })
            .node("join", NodeContext::key)
            .after("join", "a")
            .build();
    var result = graph.run(1);
    assertThatThrownBy(result::orElseThrow)
        .rootCause()
        .hasMessage("node: joi (expected: a node of the graph); did you mean join?");
  }

  @Test
  void no_threads_are_refused() {
    var graph = TaskGraph.<String>builder().node("a", NodeContext::key).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> graph.run(-1))
        .withMessage(
            "threads: -1 (expected: >= 1); Runtime.availableProcessors() is a usual choice");
  }

  @Test
  void untimed_run_says_how_to_time_it() throws Exception {
    var result = TaskGraph.<String>builder().node("a", NodeContext::key).build().run(1);
    assertThatIllegalStateException()
        .isThrownBy(result::profile)
        .withMessage(
            "times: none (expected: noted by the run); run with GraphOptions.DEFAULT.withTimes()");
  }
}

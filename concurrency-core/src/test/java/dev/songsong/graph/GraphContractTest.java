// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.TaskException;
import dev.songsong.graph.NodeOutcome.NotStarted;
import dev.songsong.graph.NodeOutcome.Ran;
import dev.songsong.graph.NodeOutcome.Skipped;
import dev.songsong.testkit.LeakCheck;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run promises alike, whoever runs the nodes. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class GraphContractTest {
  private static final GraphOptions KEEP_GOING = GraphOptions.DEFAULT.keepGoing();

  enum By {
    OWN_THREADS,
    ORDERED_THREADS,
    POOL_OF_THREADS,
    VIRTUAL_THREADS,
    PROCESSES,
    HYBRID;

    <K> GraphResult<K> run(TaskGraph<K> graph, GraphOptions options) throws InterruptedException {
      return switch (this) {
        case OWN_THREADS -> graph.run(2, options);
        case ORDERED_THREADS -> graph.run(2, options.longestPathFirst());
        case POOL_OF_THREADS -> run(graph, options, ParallelExecutor.threads(2));
        case VIRTUAL_THREADS -> run(graph, options, ParallelExecutor.virtualThreads());
        case PROCESSES -> run(graph, options, ParallelExecutor.processes(2));
        case HYBRID -> run(graph, options, ParallelExecutor.hybrid(1, 2));
      };
    }

    private static <K> GraphResult<K> run(
        TaskGraph<K> graph, GraphOptions options, ParallelExecutor pool)
        throws InterruptedException {
      try (pool) {
        return graph.run(pool, options);
      }
    }
  }

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static NodeWork<String> sum(String left, String right) {
    return context -> context.result(left, Integer.class) + context.result(right, Integer.class);
  }

  private static NodeWork<String> failing(String message) {
    return context -> {
      throw new IllegalStateException(message);
    };
  }

  private static <K> Ran<K> done(Object value) {
    return new Ran<>(new Done<>(value));
  }

  @ParameterizedTest
  @EnumSource
  void values_flow_along_the_edges(By by) throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("left", context -> 3)
            .node("right", context -> 4)
            .node("sum", sum("left", "right"))
            .node("nothing", context -> null)
            .node("seen", context -> context.result("nothing") == null)
            .after("sum", "left", "right")
            .after("seen", "nothing")
            .build();
    GraphResult<String> result = by.run(graph, GraphOptions.DEFAULT).orElseThrow();
    assertThat(result.outcome("sum")).isEqualTo(done(7));
    assertThat(result.value("sum", Integer.class)).isEqualTo(7);
    assertThat(result.value("seen", Boolean.class)).isTrue();
    assertThat(result.value("nothing", String.class)).isNull();
    assertThat(result.nodes()).containsExactly("left", "right", "sum", "nothing", "seen");
    assertThat(result.failures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void keep_going_runs_all_that_does_not_depend_on_the_failed_node(By by) throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("bad", failing("no"))
            .node("child", NodeContext::key)
            .node("grandchild", NodeContext::key)
            .node("other", NodeContext::key)
            .node("after other", NodeContext::key)
            .after("child", "bad", "other")
            .after("grandchild", "child")
            .after("after other", "other")
            .build();
    GraphResult<String> result = by.run(graph, KEEP_GOING);
    assertThat(result.outcome("child")).isEqualTo(new Skipped<>("bad"));
    assertThat(result.outcome("grandchild")).isEqualTo(new Skipped<>("bad"));
    assertThat(result.outcome("after other")).isEqualTo(done("after other"));
    assertThat(result.failures()).containsExactly("bad");
    assertThat(result.succeeded()).isFalse();
    assertThatThrownBy(result::orElseThrow)
        .isInstanceOf(TaskException.class)
        .hasMessage("node bad: failed: java.lang.IllegalStateException: no")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> result.value("child", String.class))
        .hasMessage("node child: skipped, because bad failed");
  }

  @ParameterizedTest
  @EnumSource
  void stop_ends_those_that_run_and_starts_no_other(By by) throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node(
                "sleeper",
                context -> {
                  new CountDownLatch(1).await();
                  return null;
                })
            .node("gate", context -> 1)
            .node("bad", failing("no"))
            .node("behind bad", NodeContext::key)
            .node("behind sleeper", NodeContext::key)
            .after("bad", "gate")
            .after("behind bad", "bad")
            .after("behind sleeper", "sleeper")
            .build();
    GraphResult<String> result = by.run(graph, GraphOptions.DEFAULT);
    assertThat(result.outcome("bad"))
        .matches(outcome -> outcome instanceof Ran<String>(Failed<Object> f));
    assertThat(result.outcome("behind bad")).isEqualTo(new Skipped<>("bad"));
    // Seldom, it has not begun when the other fails.
    if (result.outcome("sleeper") instanceof Ran<String>(Outcome<Object> end)) {
      assertThat(end).isEqualTo(new Outcome.Cancelled<>(true));
      assertThat(result.outcome("behind sleeper")).isEqualTo(new Skipped<>("sleeper"));
    } else {
      assertThat(result.outcome("sleeper")).isEqualTo(new NotStarted<>());
      assertThat(result.outcome("behind sleeper")).isEqualTo(new NotStarted<>());
    }
    assertThatThrownBy(result::orElseThrow).hasMessageStartingWith("node bad: failed");
  }

  @ParameterizedTest
  @EnumSource
  void running_node_adds_nodes_that_the_next_waits_for(By by) throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("scan", GraphContractTest::scan)
            .node("report", NodeContext::key)
            .after("report", "scan")
            .build();
    GraphResult<String> result = by.run(graph, GraphOptions.DEFAULT).orElseThrow();
    assertThat(result.nodes()).containsExactly("scan", "report", "one", "two", "both");
    assertThat(result.value("both", Integer.class)).isEqualTo(3);
    assertThat(result.asGraph().predecessors("report")).containsExactlyInAnyOrder("scan", "both");
    // The description has not changed.
    assertThat(graph.nodes()).containsExactly("scan", "report");
  }

  private static Object scan(NodeContext<String> context) {
    context.add("one", c -> 1);
    context.add("two", c -> 2, List.of("scan"));
    context.add("both", sum("one", "two"), List.of("one", "two"));
    context.after("report", List.of("both"));
    return 0;
  }

  @ParameterizedTest
  @EnumSource
  void addition_that_can_not_be_made_fails_its_node(By by) throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("a", NodeContext::key)
            .node(
                "cycle",
                context -> {
                  context.add("x", NodeContext::key, List.of("last"));
                  context.after("last", List.of("x"));
                  return 1;
                })
            .node(
                "taken",
                context -> {
                  context.add("a", NodeContext::key);
                  return 1;
                })
            .node(
                "late",
                context -> {
                  context.after("a", List.of("last"));
                  return 1;
                })
            .node(
                "unknown",
                context -> {
                  context.add("y", NodeContext::key, List.of("lost"));
                  return 1;
                })
            .node("last", NodeContext::key)
            .after("last", "cycle")
            .after("late", "a")
            .build();
    GraphResult<String> result = by.run(graph, KEEP_GOING);
    assertThat(message(result, "cycle")).startsWith("cycle: x -> last -> x (expected: none");
    assertThat(message(result, "taken"))
        .isEqualTo("node: a (expected: declared once); give the second another key");
    assertThat(message(result, "late"))
        .isEqualTo(
            "after: a has started (expected: a node that still waits);"
                + " add to what depends on the running node");
    assertThat(message(result, "unknown"))
        .startsWith("dependency of y: lost (expected: a node of the graph); declare it");
    assertThat(result.outcome("last")).isEqualTo(new Skipped<>("cycle"));
    assertThat(result.nodes()).doesNotContain("x", "y");
  }

  private static String message(GraphResult<String> result, String key) {
    if (result.outcome(key) instanceof Ran<String>(Failed<Object>(Throwable error))) {
      return error.getMessage();
    }
    throw new AssertionError(key + ": " + result.outcome(key) + " (expected: failed)");
  }

  @ParameterizedTest
  @EnumSource
  void node_reads_only_what_it_depends_on_and_by_the_right_type(By by) throws Exception {
    var graph =
        TaskGraph.<String>builder()
            .node("a", context -> 1)
            .node("b", context -> context.result("a"))
            .node("c", context -> context.result("a", String.class))
            .after("c", "a")
            .build();
    GraphResult<String> result = by.run(graph, KEEP_GOING);
    assertThat(message(result, "b"))
        .isEqualTo(
            "result of a: not for b (expected: a node that it directly depends on);"
                + " add after(b, a)");
    assertThat(message(result, "c"))
        .isEqualTo(
            "result of a: a java.lang.Integer (expected: a java.lang.String);"
                + " ask for the type that the node returns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> result.outcome("d"))
        .withMessage("node: d (expected: a node of the graph); did you mean a or b or c?");
  }

  @ParameterizedTest
  @EnumSource
  void limit_holds_whatever_the_number_of_workers(By by) throws Exception {
    var builder = TaskGraph.<Integer>builder().limit("link", 1);
    for (int i = 0; i < 20; i++) {
      builder.node(i, context -> System.nanoTime()).uses(i, "link");
    }
    builder.node(-1, failingInteger()).uses(-1, "link").node(-2, c -> 1).after(-2, -1);
    builder.uses(-2, "link");
    GraphResult<Integer> result = by.run(builder.build(), KEEP_GOING.withTimes());
    assertThat(result.failures()).containsExactly(-1);
    assertThat(result.outcome(-2)).isEqualTo(new Skipped<>(-1));
    if (by == By.OWN_THREADS || by == By.ORDERED_THREADS) {
      var times =
          result.nodes().stream()
              .flatMap(key -> result.time(key).stream())
              .sorted(java.util.Comparator.comparing(NodeTime::start))
              .toList();
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i).start()).isGreaterThanOrEqualTo(times.get(i - 1).end());
      }
    }
  }

  private static NodeWork<Integer> failingInteger() {
    return context -> {
      throw new IllegalStateException("no");
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Random graphs against an oracle that runs them one node after another. */
@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
class RandomGraphTest {
  private static final String FAILED = "failed";
  private static final String SKIPPED = "skipped";

  /** A random graph; what each node depends on, and which nodes fail. */
  private record Plan(List<List<Integer>> before, List<Boolean> fails) implements Serializable {
    static Plan random(Random random, int size) {
      List<List<Integer>> before = new ArrayList<>();
      List<Boolean> fails = new ArrayList<>();
      int most = random.nextInt(4);
      for (int node = 0; node < size; node++) {
        var dependencies = new ArrayList<Integer>();
        for (int i = node == 0 ? 0 : random.nextInt(most + 1); i > 0; i--) {
          dependencies.add(random.nextInt(node));
        }
        before.add(List.copyOf(dependencies));
        fails.add(random.nextInt(20) == 0);
      }
      return new Plan(List.copyOf(before), List.copyOf(fails));
    }

    NodeWork<Integer> work(int node) {
      List<Integer> dependencies = before.get(node);
      boolean failing = fails.get(node);
      return context -> {
        if (failing) {
          throw new IllegalStateException(FAILED);
        }
        long sum = node;
        for (int dependency : dependencies) {
          sum = 31 * sum + context.result(dependency, Long.class);
        }
        return sum;
      };
    }

    TaskGraph<Integer> graph() {
      var builder = TaskGraph.<Integer>builder();
      for (int node = 0; node < before.size(); node++) {
        builder.node(node, work(node)).after(node, before.get(node));
      }
      return builder.build();
    }

    /** The same graph, but each node after the first adds the next ones. */
    TaskGraph<Integer> growing() {
      return TaskGraph.<Integer>builder()
          .node(
              -1,
              context -> {
                for (int node = 0; node < before.size(); node++) {
                  context.add(node, work(node), before.get(node));
                }
                return null;
              })
          .build();
    }

    List<Object> oracle() {
      var ends = new ArrayList<Object>();
      for (int node = 0; node < before.size(); node++) {
        long sum = node;
        boolean skipped = false;
        for (int dependency : before.get(node)) {
          skipped |= !(ends.get(dependency) instanceof Long);
          sum = 31 * sum + (ends.get(dependency) instanceof Long value ? value : 0);
        }
        ends.add(skipped ? SKIPPED : fails.get(node) ? FAILED : (Object) sum);
      }
      return ends;
    }
  }

  private static List<Object> ends(GraphResult<Integer> result, int size) {
    var ends = new ArrayList<Object>();
    for (int node = 0; node < size; node++) {
      NodeOutcome<Integer> outcome = result.outcome(node);
      ends.add(
          outcome.succeeded()
              ? result.value(node, Long.class)
              : outcome instanceof NodeOutcome.Skipped<Integer> ? SKIPPED : FAILED);
    }
    return ends;
  }

  @Test
  void threads_give_what_the_oracle_gives(Random random) throws Exception {
    for (int round = 0; round < 300; round++) {
      var plan = Plan.random(random, 1 + random.nextInt(400));
      int threads = 1 + random.nextInt(4);
      var options = GraphOptions.DEFAULT.keepGoing();
      options = random.nextBoolean() ? options : options.longestPathFirst();
      options = random.nextBoolean() ? options : options.withTimes();
      List<Object> oracle = plan.oracle();
      assertThat(ends(plan.graph().run(threads, options), oracle.size())).isEqualTo(oracle);
      assertThat(ends(plan.growing().run(threads, options), oracle.size())).isEqualTo(oracle);
    }
  }

  @Test
  void processes_give_what_the_oracle_gives(Random random) throws Exception {
    try (var pool = ParallelExecutor.processes(2)) {
      for (int round = 0; round < 10; round++) {
        var plan = Plan.random(random, 1 + random.nextInt(100));
        List<Object> oracle = plan.oracle();
        var options = GraphOptions.DEFAULT.keepGoing();
        assertThat(ends(plan.graph().run(pool, options), oracle.size())).isEqualTo(oracle);
        assertThat(ends(plan.growing().run(pool, options), oracle.size())).isEqualTo(oracle);
      }
    }
  }

  @Test
  void waiting_nodes_get_new_dependencies_while_others_end(Random random) throws Exception {
    for (int round = 0; round < 100; round++) {
      var builder = TaskGraph.<Integer>builder().node(-1, context -> sum(context, 40));
      for (int node = 0; node < 40; node++) {
        int added = 100 + node;
        builder.node(
            node,
            context -> {
              context.add(added, NodeContext::key);
              context.after(-1, List.of(added));
              return context.key();
            });
        builder.after(-1, node);
      }
      GraphResult<Integer> result = builder.build().run(1 + random.nextInt(4)).orElseThrow();
      assertThat(result.value(-1, Integer.class)).isEqualTo(40 * 100 + 40 * 39);
    }
  }

  private static int sum(NodeContext<Integer> context, int size) {
    int sum = 0;
    for (int node = 0; node < size; node++) {
      sum += context.result(node, Integer.class) + context.result(100 + node, Integer.class);
    }
    return sum;
  }
}

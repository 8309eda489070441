// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.google.common.graph.GraphBuilder;
import com.google.common.graph.MutableGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a graph is made of, and what is refused. */
@Timeout(30)
class TaskGraphTest {
  private static TaskGraphBuilder<String> builder(String... keys) {
    var builder = TaskGraph.<String>builder();
    for (String key : keys) {
      builder.node(key, NodeContext::key);
    }
    return builder;
  }

  private static void refuses(TaskGraphBuilder<String> builder, String message) {
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
  }

  @Test
  void cycle_is_shown_with_its_path() {
    refuses(
        builder("a", "b", "c", "free").after("b", "a").after("c", "b").after("a", "c"),
        "cycle: a -> b -> c -> a (expected: none; -> is \"runs before\"); drop one of these edges");
  }

  @Test
  void cycle_is_found_behind_and_before_nodes_that_are_not_on_it() {
    refuses(
        builder("in", "a", "b", "out").after("a", "in", "b").after("b", "a").after("out", "b"),
        "cycle: a -> b -> a (expected: none; -> is \"runs before\"); drop one of these edges");
  }

  @Test
  void long_cycle_is_shortened() {
    var builder = TaskGraph.<Integer>builder();
    int size = 100_000;
    for (int i = 0; i < size; i++) {
      builder.node(i, NodeContext::key).after(i, (i + size - 1) % size);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining(" -> (99989 more) -> ")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
  }

  @Test
  void unknown_dependency_is_named_with_the_nearest_names() {
    refuses(
        builder("compile", "compiler", "test").after("test", "compil"),
        "dependency of test: compil (expected: a node of the graph); declare it,"
            + " or did you mean compile or compiler?");
    refuses(
        builder("test").after("test", "generate"),
        "dependency of test: generate (expected: a node of the graph); declare it");
  }

  @Test
  void edge_of_a_node_that_is_never_declared_is_refused() {
    refuses(
        builder("a").after("b", "a"),
        "node: b (expected: declared); it is named by after, weight or uses:"
            + " call node(key, work) for it");
  }

  @Test
  void duplicate_node_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder("a", "a"))
        .withMessage("node: a (expected: declared once); give the second another key");
  }

  @Test
  void self_edge_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder("a").after("a", "a"))
        .withMessage("dependency of a: itself (expected: another node); leave it out");
  }

  @Test
  void negative_weight_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder("a").weight("a", -1))
        .withMessage("weight of a: -1.0 (expected: >= 0, finite); 1 is the default");
    assertThatIllegalArgumentException().isThrownBy(() -> builder("a").weight("a", Double.NaN));
  }

  @Test
  void resource_needs_a_limit_of_at_least_one() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().limit("link", 0))
        .withMessage("limit of link: 0 (expected: >= 1); 1 means one after another");
    refuses(
        builder("ld").uses("ld", "link"),
        "resource of ld: link (expected: one with a limit); call limit(\"link\", n)");
  }

  @Test
  void null_is_refused_by_name() {
    assertThatNullPointerException()
        .isThrownBy(() -> builder().node(null, NodeContext::key))
        .withMessage("key");
    assertThatNullPointerException()
        .isThrownBy(() -> builder().node("a", null))
        .withMessage("work");
    assertThatNullPointerException()
        .isThrownBy(() -> builder("a").after("a", (String) null))
        .withMessage("dependency");
  }

  @Test
  void graph_comes_from_guava_and_goes_back() throws InterruptedException {
    MutableGraph<String> order = GraphBuilder.directed().build();
    order.putEdge("compile", "test");
    order.putEdge("test", "package");
    order.addNode("docs");
    var graph = TaskGraph.of(order, key -> context -> key.length());
    assertThat(graph.asGraph()).isEqualTo(order);
    assertThat(graph.run(2).value("package", Integer.class)).isEqualTo(7);
  }

  @Test
  void undirected_graph_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskGraph.of(GraphBuilder.undirected().<String>build(), key -> null))
        .withMessage(
            "graph: undirected (expected: directed); make it with GraphBuilder.directed()");
  }

  @Test
  void repeated_edge_counts_once() throws InterruptedException {
    var graph = builder("a", "b").after("b", "a", "a").after("b", "a").build();
    assertThat(graph.run(1).succeeded()).isTrue();
    assertThat(graph.asGraph().edges()).hasSize(1);
  }

  @Test
  void weights_give_the_critical_path() {
    var profile =
        builder("start", "long", "short", "end")
            .after("long", "start")
            .after("short", "start")
            .after("end", "long", "short")
            .weight("long", 5)
            .weight("short", 2)
            .build()
            .profile();
    assertThat(profile.criticalPath()).containsExactly("start", "long", "end");
    assertThat(profile.work()).isEqualTo(9);
    assertThat(profile.span()).isEqualTo(7);
    assertThat(profile.peak()).isEqualTo(2);
    assertThat(profile.averageParallelism()).isEqualTo(9 / 7.0);
  }

  @Test
  void empty_graph_has_an_empty_profile_and_runs() throws InterruptedException {
    var graph = builder().build();
    assertThat(graph.profile()).isEqualTo(new Profile<>(0, 0, 0, java.util.List.of()));
    assertThat(graph.profile().averageParallelism()).isEqualTo(1);
    assertThat(graph.run(2).succeeded()).isTrue();
  }

  @Test
  void text_tells_the_size() {
    assertThat(builder("a").limit("link", 2).build())
        .hasToString("TaskGraph[nodes=1, limits={link=2}]");
  }
}

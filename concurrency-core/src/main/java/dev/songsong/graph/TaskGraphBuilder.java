// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes a task graph; not thread-safe. Nodes, edges and the rest may come in any order.
 *
 * @param <K> the type of the nodes' keys
 */
public final class TaskGraphBuilder<K> {
  private final List<K> keys = new ArrayList<>();
  private final Map<K, Integer> ids = new HashMap<>();
  private final List<@Nullable NodeWork<K>> works = new ArrayList<>();
  private final Map<Integer, Double> weights = new HashMap<>();
  private final Map<String, Integer> limits = new HashMap<>();
  private final Map<Integer, String> uses = new HashMap<>();
  private final EdgeList edges = new EdgeList();

  TaskGraphBuilder() {}

  /**
   * Declares a node.
   *
   * @throws IllegalArgumentException if the key is taken
   */
  public TaskGraphBuilder<K> node(K key, NodeWork<K> work) {
    requireNonNull(work, "work");
    int id = idOf(requireNonNull(key, "key"));
    if (works.get(id) != null) {
      throw new IllegalArgumentException(Texts.duplicate(key));
    }
    works.set(id, work);
    return this;
  }

  /**
   * Says that a node runs after others.
   *
   * @throws IllegalArgumentException if the node is among them
   */
  @SafeVarargs
  public final TaskGraphBuilder<K> after(K node, K... dependencies) {
    for (K dependency : dependencies) {
      afterOne(node, dependency);
    }
    return this;
  }

  /** As {@link #after(Object, Object[])}. */
  public TaskGraphBuilder<K> after(K node, Collection<? extends K> dependencies) {
    dependencies.forEach(dependency -> afterOne(node, dependency));
    return this;
  }

  private void afterOne(K node, K dependency) {
    int target = idOf(requireNonNull(node, "node"));
    int source = idOf(requireNonNull(dependency, "dependency"));
    if (source == target) {
      throw new IllegalArgumentException(Texts.selfEdge(node));
    }
    edges.add(source, target);
  }

  /**
   * Says what a node costs beside the others, in any unit; 1 if it isn't said.
   *
   * @throws IllegalArgumentException if the weight is negative, infinite or not a number
   */
  public TaskGraphBuilder<K> weight(K node, double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weight of " + node + ": " + weight + " (expected: >= 0, finite); 1 is the default");
    }
    weights.put(idOf(requireNonNull(node, "node")), weight);
    return this;
  }

  /** Says how many nodes may use a resource at once, whatever the number of workers. */
  public TaskGraphBuilder<K> limit(String resource, int atOnce) {
    requireNonNull(resource, "resource");
    if (atOnce < 1) {
      throw new IllegalArgumentException(
          "limit of " + resource + ": " + atOnce + " (expected: >= 1); 1 means one after another");
    }
    limits.put(resource, atOnce);
    return this;
  }

  /** Says that a node uses a resource that has a limit. */
  public TaskGraphBuilder<K> uses(K node, String resource) {
    uses.put(idOf(requireNonNull(node, "node")), requireNonNull(resource, "resource"));
    return this;
  }

  /**
   * Checks the whole and makes the graph; the builder can go on from there.
   *
   * @throws IllegalArgumentException if something named is no node, a resource has no limit, or
   *     there is a cycle, which the message shows
   */
  public TaskGraph<K> build() {
    int undeclared = works.indexOf(null);
    if (undeclared >= 0) {
      throw new IllegalArgumentException(unknown(undeclared));
    }
    uses.forEach(this::requireLimit);
    var shape = new Shape<>(List.copyOf(keys), Map.copyOf(ids), edges);
    var weightOf = new double[keys.size()];
    Arrays.fill(weightOf, 1);
    weights.forEach((id, weight) -> weightOf[id] = weight);
    @SuppressWarnings({
      "unchecked",
      "rawtypes"
    }) // an array of a generic type can't be made otherwise
    NodeWork<K>[] workOf = works.toArray(new NodeWork[0]);
    return new TaskGraph<>(
        shape, workOf, weightOf, new Limits(Map.copyOf(limits), Map.copyOf(uses)));
  }

  private void requireLimit(int node, String resource) {
    if (!limits.containsKey(resource)) {
      throw new IllegalArgumentException(
          "resource of "
              + keys.get(node)
              + ": "
              + resource
              + " (expected: one with a limit); call limit(\""
              + resource
              + "\", n)");
    }
  }

  private String unknown(int undeclared) {
    List<K> declared = new ArrayList<>(keys);
    declared.removeIf(key -> works.get(ids.get(key)) == null);
    for (int i = 0; i < edges.size(); i++) {
      if (edges.from(i) == undeclared) {
        return Texts.unknown(keys.get(undeclared), keys.get(edges.to(i)), declared);
      }
    }
    return "node: "
        + keys.get(undeclared)
        + " (expected: declared); it is named by after, weight or uses: call node(key, work) for it";
  }

  private int idOf(K key) {
    Integer known = ids.putIfAbsent(key, keys.size());
    if (known != null) {
      return known;
    }
    keys.add(key);
    works.add(null);
    return keys.size() - 1;
  }
}

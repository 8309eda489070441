// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A graph as arrays: nodes are numbers, and a node's successors lie side by side.
 *
 * <p>This is the compressed-sparse-row form: {@code successors[successorStart[v]]} up to {@code
 * successors[successorStart[v + 1]]}, excluded, are what runs after {@code v}. A million nodes cost
 * a few arrays instead of a few million objects, and a run reads memory in order. Immutable once
 * made.
 */
final class Shape<K> {
  private final List<K> keys;
  private final Map<K, Integer> ids;
  private final int[] successorStart;
  private final int[] successors;
  private final int[] dependencyStart;
  private final int[] dependencies;
  private final int[] order;

  /**
   * Repeated edges count once.
   *
   * @throws IllegalArgumentException with the path, if there is a cycle
   */
  Shape(List<K> keys, Map<K, Integer> ids, EdgeList edges) {
    this.keys = keys;
    this.ids = ids;
    int n = keys.size();
    int[] from = edges.sources();
    int[] rawStart = offsets(n, from);
    int[] raw = fill(rawStart, from, edges.targets());
    this.successorStart = new int[n + 1];
    this.successors = distinct(n, rawStart, raw, successorStart);
    // By counting again from the other end each node's dependencies come out in ascending order.
    int[] sources = sources(n, successorStart, successors.length);
    this.dependencyStart = offsets(n, successors);
    this.dependencies = fill(dependencyStart, successors, sources);
    this.order = new int[n];
    int sorted = sort(order);
    if (sorted < n) {
      throw new IllegalArgumentException(cycle(sorted));
    }
  }

  private static int[] offsets(int n, int[] ends) {
    var start = new int[n + 1];
    for (int end : ends) {
      start[end + 1]++;
    }
    for (int v = 0; v < n; v++) {
      start[v + 1] += start[v];
    }
    return start;
  }

  private static int[] fill(int[] start, int[] at, int[] values) {
    int[] next = start.clone();
    var filled = new int[at.length];
    for (int i = 0; i < at.length; i++) {
      filled[next[at[i]]++] = values[i];
    }
    return filled;
  }

  private static int[] distinct(int n, int[] rawStart, int[] raw, int[] start) {
    var seenFrom = new int[n];
    Arrays.fill(seenFrom, -1);
    int kept = 0;
    for (int v = 0; v < n; v++) {
      for (int i = rawStart[v]; i < rawStart[v + 1]; i++) {
        if (seenFrom[raw[i]] != v) {
          seenFrom[raw[i]] = v;
          raw[kept++] = raw[i];
        }
      }
      start[v + 1] = kept;
    }
    return Arrays.copyOf(raw, kept);
  }

  private static int[] sources(int n, int[] start, int edges) {
    var sources = new int[edges];
    for (int v = 0; v < n; v++) {
      Arrays.fill(sources, start[v], start[v + 1], v);
    }
    return sources;
  }

  /** Kahn's algorithm; what it can't reach waits for a cycle. */
  private int sort(int[] sorted) {
    int[] waiting = inDegrees();
    int count = 0;
    for (int v = 0; v < waiting.length; v++) {
      if (waiting[v] == 0) {
        sorted[count++] = v;
      }
    }
    for (int i = 0; i < count; i++) {
      for (int s = successorStart[sorted[i]]; s < successorStart[sorted[i] + 1]; s++) {
        if (--waiting[successors[s]] == 0) {
          sorted[count++] = successors[s];
        }
      }
    }
    return count;
  }

  /** Walks backwards among the unsorted, each of which has an unsorted dependency, to a repeat. */
  private String cycle(int sorted) {
    int n = keys.size();
    var isSorted = new boolean[n];
    for (int i = 0; i < sorted; i++) {
      isSorted[order[i]] = true;
    }
    int node = 0;
    while (isSorted[node]) {
      node++;
    }
    var place = new int[n];
    var walk = new int[n + 1];
    int length = 0;
    while (place[node] == 0) {
      walk[length++] = node;
      place[node] = length;
      node = Arrays.stream(dependencies(node)).filter(d -> !isSorted[d]).findFirst().orElseThrow();
    }
    walk[length] = node;
    int last = length;
    return Texts.cycle(last - place[node] + 2, i -> keys.get(walk[last - i]));
  }

  int size() {
    return keys.size();
  }

  K key(int node) {
    return keys.get(node);
  }

  List<K> keys() {
    return keys;
  }

  /** The node with this key, or -1. */
  int idOf(Object key) {
    return ids.getOrDefault(key, -1);
  }

  /** Where the successors of a node begin; they end where those of the next node begin. */
  int successorsFrom(int node) {
    return successorStart[node];
  }

  int successor(int index) {
    return successors[index];
  }

  int[] successors(int node) {
    return Arrays.copyOfRange(successors, successorStart[node], successorStart[node + 1]);
  }

  /** What must have ended before the node may start, ascending. */
  int[] dependencies(int node) {
    return Arrays.copyOfRange(dependencies, dependencyStart[node], dependencyStart[node + 1]);
  }

  boolean dependsOn(int node, int other) {
    return Arrays.binarySearch(
            dependencies, dependencyStart[node], dependencyStart[node + 1], other)
        >= 0;
  }

  /** How many dependencies each node has: the counters that a run counts down. */
  int[] inDegrees() {
    var degrees = new int[size()];
    for (int v = 0; v < degrees.length; v++) {
      degrees[v] = dependencyStart[v + 1] - dependencyStart[v];
    }
    return degrees;
  }

  /** The nodes in an order in which they could be run one by one; not to be written to. */
  int[] order() {
    return order;
  }
}

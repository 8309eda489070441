// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import dev.songsong.exec.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a graph: what each node still waits for, and how it ended. */
final class RunState<K> {
  /*
   * A node is a number. Below shape.size() it is an index into the arrays here; above, it was added
   * while running and lives in Growth.
   *
   *   waiting[v]  how many dependencies have not ended; who brings it to 0 makes v ready, once
   *   ends[v]     null until v has ended; then its value, NOTHING for null, or Unusual
   *
   * The end is stored before the counters of what follows are lowered (both volatile), so a ready
   * node sees the ends of all its dependencies. It is also stored before growth is looked at, and
   * who adds an edge sets growth before it looks at the end: so an edge added just then is seen by
   * one of the two.
   */

  /** The value of a node that returned null. */
  private static final Object NOTHING = new Object();

  /** The end of a node that gave no value; no user's value is of this class. */
  private record Unusual<K>(NodeOutcome<K> outcome) {}

  private static final VarHandle COUNTERS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle ENDS = MethodHandles.arrayElementVarHandle(Object[].class);

  private final TaskGraph<K> graph;
  private final Shape<K> shape;
  private final NodeWork<K>[] works;
  private final @Nullable Times times;
  // See above; lowered by whoever ends a dependency, raised under growth's lock.
  private final int[] waiting;
  // See above; each written once, by whoever runs the node.
  private final @Nullable Object[] ends;
  // How many nodes have not been reported as ended; lowered by workers, raised under growth's lock.
  private final AtomicInteger remaining;
  // Set once, by the first node that adds something.
  private final AtomicReference<@Nullable Growth<K>> growth = new AtomicReference<>();
  // Set by whoever sees a failure, before that node's end is stored; read before each node.
  private volatile boolean failed;

  RunState(TaskGraph<K> graph, GraphOptions options) {
    this.graph = graph;
    this.shape = graph.shape();
    this.works = graph.works();
    this.times = options.timed() ? new Times(shape.size()) : null;
    this.waiting = shape.inDegrees();
    this.ends = new Object[shape.size()];
    this.remaining = new AtomicInteger(shape.size());
  }

  TaskGraph<K> graph() {
    return graph;
  }

  @Nullable Times times() {
    return times;
  }

  K key(int node) {
    return node < works.length ? shape.key(node) : grown().key(node);
  }

  NodeWork<K> work(int node) {
    return node < works.length ? works[node] : grown().work(node);
  }

  /** The node with this key, or -1. */
  int idOf(K key) {
    int id = shape.idOf(key);
    Growth<K> added = growth.get();
    return id >= 0 || added == null ? id : added.idOf(key);
  }

  private Growth<K> grown() {
    Growth<K> added = growth.get();
    if (added == null) {
      throw new AssertionError("a node was added before there was a place for it");
    }
    return added;
  }

  boolean dependsOn(int node, int other) {
    Growth<K> added = growth.get();
    return node < works.length && shape.dependsOn(node, other)
        || added != null && added.dependencies(node).contains(other);
  }

  private List<Integer> dependencies(int node) {
    var all = new ArrayList<Integer>();
    if (node < works.length) {
      Arrays.stream(shape.dependencies(node)).forEach(all::add);
    }
    Growth<K> added = growth.get();
    if (added != null) {
      all.addAll(added.dependencies(node));
    }
    return all;
  }

  /** The results that a node may read, for one that is sent away. */
  Map<K, @Nullable Object> results(int node) {
    var results = new LinkedHashMap<K, @Nullable Object>();
    dependencies(node).forEach(dependency -> results.put(key(dependency), value(dependency)));
    return results;
  }

  private @Nullable Object end(int node) {
    return node < works.length ? ENDS.getVolatile(ends, node) : grown().end(node);
  }

  boolean hasEnded(int node) {
    return end(node) != null;
  }

  /** What a node returned; null too if it has not succeeded. */
  @Nullable Object value(int node) {
    Object end = end(node);
    return end == NOTHING || end instanceof Unusual<?> ? null : end;
  }

  /** How a node ended; null if it was never started. */
  @SuppressWarnings("unchecked") // only this class makes an Unusual, of this run's outcomes
  @Nullable NodeOutcome<K> outcome(int node) {
    Object end = end(node);
    return switch (end) {
      case null -> null;
      case Unusual<?> unusual -> ((Unusual<K>) unusual).outcome();
      default -> new NodeOutcome.Ran<>(new Outcome.Done<>(value(node)));
    };
  }

  /** The node that keeps this one from being run, if a dependency has ended without success. */
  @Nullable K culprit(int node) {
    if (failed) {
      for (int dependency : dependencies(node)) {
        NodeOutcome<K> outcome = outcome(dependency);
        if (outcome instanceof NodeOutcome.Skipped<K>(K culprit)) {
          return culprit;
        }
        if (outcome instanceof NodeOutcome.Ran<K> ran && !ran.succeeded()) {
          return key(dependency);
        }
      }
    }
    return null;
  }

  /** Whether no node has ended without a value. */
  boolean allSucceeded() {
    return !failed;
  }

  /** Ends a node that has returned, once what it wants added is there. */
  void succeed(int node, @Nullable Object value, List<Addition<K>> additions, ReadySink sink) {
    if (!additions.isEmpty()) {
      growth.compareAndSet(null, new Growth<>(this, shape));
      grown().apply(additions, sink);
    }
    finish(node, value == null ? NOTHING : value, sink);
  }

  /** Ends a node without a value. */
  void end(int node, NodeOutcome<K> outcome, ReadySink sink) {
    failed = true;
    finish(node, new Unusual<>(outcome), sink);
  }

  private void finish(int node, Object end, ReadySink sink) {
    if (node < works.length) {
      ENDS.setVolatile(ends, node, end);
      int last = shape.successorsFrom(node + 1);
      for (int i = shape.successorsFrom(node); i < last; i++) {
        lower(shape.successor(i), sink);
      }
    } else {
      grown().setEnd(node, end);
    }
    Growth<K> added = growth.get();
    if (added != null) {
      added.takeSuccessors(node).forEach(successor -> lower(successor, sink));
    }
  }

  /** One dependency less; tells the sink if it was the last. */
  void lower(int node, ReadySink sink) {
    int before =
        node < works.length
            ? (int) COUNTERS.getAndAdd(waiting, node, -1)
            : grown().counter(node).getAndDecrement();
    if (before == 1) {
      sink.ready(node);
    }
  }

  /** One dependency more; false if the node does not wait any longer. */
  boolean raise(int node) {
    if (node >= works.length) {
      return grown().counter(node).getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }
    int count = (int) COUNTERS.getVolatile(waiting, node);
    while (count > 0) {
      int witness = (int) COUNTERS.compareAndExchange(waiting, node, count, count + 1);
      if (witness == count) {
        return true;
      }
      count = witness;
    }
    return false;
  }

  /** So many nodes more are to be run. */
  void expect(int nodes) {
    remaining.addAndGet(nodes);
  }

  /** Reports ended nodes; true for the report that says all have ended. */
  boolean reported(int nodes) {
    return remaining.addAndGet(-nodes) == 0;
  }

  /** Whether the reports so far say that all nodes have ended. */
  boolean allReported() {
    return remaining.get() == 0;
  }

  /** Tells the sink of each node that has no dependency, the last first. */
  void roots(ReadySink sink) {
    for (int node = works.length - 1; node >= 0; node--) {
      if (waiting[node] == 0) {
        sink.ready(node);
      }
    }
  }

  /** The graph as it is after the run, with what was added. */
  Shape<K> finalShape() {
    Growth<K> added = growth.get();
    return added == null ? shape : added.merged();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The nodes and edges that were added to one run. */
final class Growth<K> {
  /*
   * One batch at a time, under the lock: resolve its names, look for cycles, hold what shall wait,
   * and only then change anything. A held node can't start, because the hold counts as a dependency;
   * the holds are let go at the end, or when the batch is refused.
   *
   * takeSuccessors(v) is called once v's end can be seen. Under the lock an edge from v is either
   * in the map by then, and taken, or its maker sees that v has ended and does not count it.
   */

  /** A node that was added. */
  private static final class Extra<K> {
    private final K key;
    private final NodeWork<K> work;
    // What it waits for, the hold included; lowered by whoever ends a dependency.
    private final AtomicInteger waiting = new AtomicInteger(1);
    // Written once, by whoever runs the node; read by any.
    private volatile @Nullable Object end;

    Extra(K key, NodeWork<K> work) {
      this.key = key;
      this.work = work;
    }
  }

  private final RunState<K> state;
  private final Shape<K> shape;
  private final ReentrantLock lock = new ReentrantLock();
  // Both written under lock, read by any thread.
  private final Map<K, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Extra<K>> nodes = new ConcurrentHashMap<>();
  // What each node was made to run after; sets written under lock before their node may start.
  private final Map<Integer, Set<Integer>> dependencies = new ConcurrentHashMap<>();
  // Edges from nodes that have not ended; guarded by lock.
  private final Map<Integer, Set<Integer>> successors = new HashMap<>();

  Growth(RunState<K> state, Shape<K> shape) {
    this.state = state;
    this.shape = shape;
  }

  int idOf(K key) {
    return ids.getOrDefault(key, -1);
  }

  K key(int node) {
    return extra(node).key;
  }

  NodeWork<K> work(int node) {
    return extra(node).work;
  }

  AtomicInteger counter(int node) {
    return extra(node).waiting;
  }

  @Nullable Object end(int node) {
    return extra(node).end;
  }

  void setEnd(int node, Object end) {
    extra(node).end = end;
  }

  private Extra<K> extra(int node) {
    Extra<K> extra = nodes.get(node);
    if (extra == null) {
      throw new AssertionError("no node was added with number " + node);
    }
    return extra;
  }

  Set<Integer> dependencies(int node) {
    return dependencies.getOrDefault(node, Set.of());
  }

  /** What was added after a node that has just ended; each time once. */
  Set<Integer> takeSuccessors(int node) {
    lock.lock();
    try {
      Set<Integer> taken = successors.remove(node);
      return taken == null ? Set.of() : taken;
    } finally {
      lock.unlock();
    }
  }

  /** Adds all or, with an IllegalArgumentException, nothing. */
  void apply(List<Addition<K>> additions, ReadySink sink) {
    var ready = new ArrayList<Integer>();
    lock.lock();
    try {
      new Batch(additions).apply(ready);
    } finally {
      lock.unlock();
      // Also when the batch is refused: a node it held may have become ready meanwhile.
      ready.forEach(sink::ready);
    }
  }

  /** The whole graph; called when the run is over. */
  Shape<K> merged() {
    List<K> keys = new ArrayList<>(shape.keys());
    Map<K, Integer> all = new HashMap<>(ids);
    for (int node = 0; node < shape.size(); node++) {
      all.put(shape.key(node), node);
    }
    for (int node = shape.size(); node < shape.size() + nodes.size(); node++) {
      keys.add(key(node));
    }
    var edges = new EdgeList();
    for (int node = 0; node < shape.size(); node++) {
      for (int successor : shape.successors(node)) {
        edges.add(node, successor);
      }
    }
    dependencies.forEach((node, before) -> before.forEach(source -> edges.add(source, node)));
    return new Shape<>(keys, all, edges);
  }

  /** Additions of one node; used under the lock. */
  private final class Batch {
    private final List<Addition<K>> additions;
    private final Map<K, Integer> fresh = new LinkedHashMap<>();
    // By the node that shall wait.
    private final Map<Integer, Set<Integer>> before = new LinkedHashMap<>();
    private final Map<Integer, Set<Integer>> behind = new HashMap<>();

    Batch(List<Addition<K>> additions) {
      this.additions = additions;
    }

    void apply(List<Integer> ready) {
      name();
      resolve();
      refuseCycles();
      List<Integer> held = hold(ready);
      state.expect(fresh.size());
      for (Addition<K> addition : additions) {
        if (addition.work() != null) {
          nodes.put(fresh.get(addition.key()), new Extra<>(addition.key(), addition.work()));
        }
      }
      ids.putAll(fresh);
      before.forEach(this::connect);
      fresh.values().forEach(node -> state.lower(node, ready::add));
      held.forEach(node -> state.lower(node, ready::add));
    }

    private void name() {
      for (Addition<K> addition : additions) {
        if (addition.work() != null) {
          int id = shape.size() + nodes.size() + fresh.size();
          if (state.idOf(addition.key()) >= 0 || fresh.putIfAbsent(addition.key(), id) != null) {
            throw new IllegalArgumentException(Texts.duplicate(addition.key()));
          }
        }
      }
    }

    private void resolve() {
      for (Addition<K> addition : additions) {
        int node = idOf(addition.key());
        if (node < 0) {
          throw new IllegalArgumentException(Texts.noNode(addition.key(), known()));
        }
        for (K dependency : addition.dependencies()) {
          int source = resolve(dependency, addition.key());
          before.computeIfAbsent(node, any -> new HashSet<>()).add(source);
          behind.computeIfAbsent(source, any -> new HashSet<>()).add(node);
        }
      }
    }

    private int resolve(K key, K neededBy) {
      int id = idOf(key);
      if (id < 0) {
        throw new IllegalArgumentException(Texts.unknown(key, neededBy, known()));
      }
      return id;
    }

    private int idOf(K key) {
      return fresh.getOrDefault(key, state.idOf(key));
    }

    private List<K> known() {
      var known = new ArrayList<K>(shape.keys());
      known.addAll(ids.keySet());
      known.addAll(fresh.keySet());
      return known;
    }

    /** A new cycle has a new edge: goes depth first from what each new edge leads to. */
    private void refuseCycles() {
      var done = new HashSet<Integer>();
      for (int start : before.keySet()) {
        var path = new LinkedHashMap<Integer, Iterator<Integer>>();
        Deque<Integer> stack = new ArrayDeque<>();
        enter(start, done, path, stack);
        while (!stack.isEmpty()) {
          Iterator<Integer> next = path.get(stack.peek());
          if (!next.hasNext()) {
            path.remove(stack.pop());
            continue;
          }
          int successor = next.next();
          if (path.containsKey(successor)) {
            throw new IllegalArgumentException(cycle(List.copyOf(path.keySet()), successor));
          }
          enter(successor, done, path, stack);
        }
      }
    }

    private void enter(
        int node, Set<Integer> done, Map<Integer, Iterator<Integer>> path, Deque<Integer> stack) {
      if (done.add(node)) {
        path.put(node, successorsOf(node).iterator());
        stack.push(node);
      }
    }

    private Set<Integer> successorsOf(int node) {
      var all = new HashSet<Integer>(behind.getOrDefault(node, Set.of()));
      all.addAll(successors.getOrDefault(node, Set.of()));
      if (node < shape.size()) {
        for (int successor : shape.successors(node)) {
          all.add(successor);
        }
      }
      return all;
    }

    private String cycle(List<Integer> path, int repeated) {
      int first = path.indexOf(repeated);
      int length = path.size() - first;
      return Texts.cycle(length + 1, i -> nameOf(path.get(first + i % length)));
    }

    private K nameOf(int node) {
      for (Map.Entry<K, Integer> entry : fresh.entrySet()) {
        if (entry.getValue() == node) {
          return entry.getKey();
        }
      }
      return state.key(node);
    }

    /** Keeps the nodes that were there from starting; all of them, or none. */
    private List<Integer> hold(List<Integer> ready) {
      var held = new ArrayList<Integer>();
      for (int node : before.keySet()) {
        if (node >= shape.size() + nodes.size()) {
          continue;
        }
        if (!state.raise(node)) {
          held.forEach(other -> state.lower(other, ready::add));
          throw new IllegalArgumentException(Texts.started(state.key(node)));
        }
        held.add(node);
      }
      return held;
    }

    private void connect(int node, Set<Integer> sources) {
      dependencies.computeIfAbsent(node, any -> ConcurrentHashMap.newKeySet()).addAll(sources);
      for (int source : sources) {
        if (!state.hasEnded(source)
            && successors.computeIfAbsent(source, any -> new HashSet<>()).add(node)) {
          state.raise(node);
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Measures what a node costs beyond its work, on a million nodes; a program, not a test.
 *
 * <p>Run it on a quiet machine: {@code java -cp ... dev.songsong.graph.GraphFigures}. Before
 * anything is timed, a run checks that every node ran once, after all its dependencies.
 */
public final class GraphFigures {
  private static final int NODES = 1_000_000;
  private static final int WARM_UPS = 5;
  private static final int RUNS = 15;

  private GraphFigures() {}

  /** Prints a line a shape and number of threads. */
  public static void main(String[] args) throws InterruptedException {
    for (Shapes shape : Shapes.values()) {
      for (int threads : new int[] {1, 2}) {
        verify(shape, threads);
      }
    }
    for (Shapes shape : Shapes.values()) {
      long before = System.nanoTime();
      var graph = shape.graph(NODES, GraphFigures::empty);
      double building = (System.nanoTime() - before) / (double) NODES;
      for (int threads : new int[] {1, 2}) {
        long[] nanos = measure(graph, threads);
        System.out.printf(
            "%-5s threads=%d ns/node: median=%.1f min=%.1f max=%.1f (building: %.0f)%n",
            shape.name().toLowerCase(Locale.ROOT),
            threads,
            nanos[nanos.length / 2] / (double) NODES,
            nanos[0] / (double) NODES,
            nanos[nanos.length - 1] / (double) NODES,
            building);
      }
    }
  }

  /**
   * Several classes of work, as in a real graph, so that the call is not inlined as the only one.
   */
  private static NodeWork<Integer> empty(int node) {
    return switch (node & 3) {
      case 0 -> context -> null;
      case 1 -> context -> 1;
      case 2 -> context -> "two";
      default -> NodeContext::key;
    };
  }

  private static long[] measure(TaskGraph<Integer> graph, int threads) throws InterruptedException {
    var nanos = new long[RUNS];
    for (int i = -WARM_UPS; i < RUNS; i++) {
      long start = System.nanoTime();
      boolean succeeded = graph.run(threads).succeeded();
      long took = System.nanoTime() - start;
      if (!succeeded) {
        throw new AssertionError("a run failed (expected: success)");
      }
      if (i >= 0) {
        nanos[i] = took;
      }
    }
    Arrays.sort(nanos);
    return nanos;
  }

  /** Fails unless every node runs once, after all its dependencies. */
  static void verify(Shapes shape, int threads) throws InterruptedException {
    var runs = new AtomicIntegerArray(NODES);
    var before = new TaskGraph<?>[1];
    var graph =
        shape.graph(
            NODES,
            node ->
                context -> {
                  for (int dependency : before[0].shape().dependencies(node)) {
                    if (runs.get(dependency) != 1) {
                      throw new AssertionError(node + " ran before " + dependency);
                    }
                  }
                  return runs.incrementAndGet(node);
                });
    before[0] = graph;
    graph.run(threads).orElseThrow();
    for (int node = 0; node < NODES; node++) {
      if (runs.get(node) != 1) {
        throw new AssertionError(node + " ran " + runs.get(node) + " times (expected: once)");
      }
    }
  }
}

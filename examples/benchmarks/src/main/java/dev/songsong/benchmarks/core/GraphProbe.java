// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.graph.NodeWork;
import dev.songsong.graph.TaskGraph;
import dev.songsong.graph.TaskGraphBuilder;
import java.util.Arrays;
import java.util.List;

/**
 * What a node of our task graph costs beside its work: nodes that count themselves, on a chain, a
 * tree and a grid. The building of the graph is not timed.
 */
final class GraphProbe {
  private static final int THREADS = 2;
  private static final int NODES = 1_000_000;

  /** The shapes, by what a node comes after. */
  private enum Shape {
    CHAIN {
      @Override
      List<Integer> before(int node, int count) {
        return List.of(node - 1);
      }
    },
    TREE {
      @Override
      List<Integer> before(int node, int count) {
        return List.of((node - 1) / 2);
      }
    },
    GRID {
      @Override
      List<Integer> before(int node, int count) {
        int side = (int) Math.sqrt(count);
        if (node % side == 0) {
          return List.of(node - side);
        }
        return node < side ? List.of(node - 1) : List.of(node - 1, node - side);
      }
    };

    abstract List<Integer> before(int node, int count);
  }

  private final TaskGraph<Integer> graph;
  // Each element is written by the thread that runs the node, and read after the run.
  private final byte[] ran;

  private GraphProbe(Shape shape, int count) {
    ran = new byte[count];
    TaskGraphBuilder<Integer> builder = TaskGraph.builder();
    for (int i = 0; i < count; i++) {
      builder.node(i, counting(i));
      if (i > 0) {
        builder.after(i, shape.before(i, count));
      }
    }
    graph = builder.build();
  }

  private NodeWork<Integer> counting(int node) {
    byte[] counts = ran;
    return context -> {
      counts[node]++;
      return null;
    };
  }

  public static void main(String[] args) throws Exception {
    switch (Effort.of(args)) {
      case CHECK -> {
        Lines.answer("chain", new GraphProbe(Shape.CHAIN, 1_000).run());
        Lines.answer("tree", new GraphProbe(Shape.TREE, 1_000).run());
        Lines.answer("grid", new GraphProbe(Shape.GRID, 900).run());
      }
      case QUICK -> measure(3);
      case FULL -> measure(9);
    }
  }

  private static void measure(int runs) throws Exception {
    for (Shape shape : Shape.values()) {
      Lines.figure(shape.name(), new GraphProbe(shape, NODES).nanosANode(runs));
    }
  }

  private double nanosANode(int runs) throws Exception {
    return Lines.middle(
        runs,
        runs,
        () -> {
          Arrays.fill(ran, (byte) 0);
          long start = System.nanoTime();
          boolean succeeded = graph.run(THREADS).succeeded();
          long nanos = System.nanoTime() - start;
          Lines.check("success", succeeded ? 1 : 0, 1);
          Lines.check("nodes run", ranOnce(), ran.length);
          return (double) nanos / ran.length;
        });
  }

  private long run() throws InterruptedException {
    graph.run(THREADS).orElseThrow();
    return ranOnce();
  }

  private long ranOnce() {
    long once = 0;
    for (byte times : ran) {
      once += times == 1 ? 1 : 0;
    }
    return once;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.function.IntFunction;

/** Large graphs to run: a chain, a binary tree from its root, and a square grid. */
enum Shapes {
  CHAIN {
    @Override
    void edges(TaskGraphBuilder<Integer> graph, int nodes) {
      for (int node = 1; node < nodes; node++) {
        graph.after(node, node - 1);
      }
    }
  },
  TREE {
    @Override
    void edges(TaskGraphBuilder<Integer> graph, int nodes) {
      for (int node = 1; node < nodes; node++) {
        graph.after(node, (node - 1) / 2);
      }
    }
  },
  GRID {
    @Override
    void edges(TaskGraphBuilder<Integer> graph, int nodes) {
      int side = (int) Math.sqrt(nodes);
      for (int node = 0; node < nodes; node++) {
        if (node % side > 0) {
          graph.after(node, node - 1);
        }
        if (node >= side) {
          graph.after(node, node - side);
        }
      }
    }
  };

  abstract void edges(TaskGraphBuilder<Integer> graph, int nodes);

  TaskGraph<Integer> graph(int nodes, IntFunction<NodeWork<Integer>> work) {
    var builder = TaskGraph.<Integer>builder();
    for (int node = 0; node < nodes; node++) {
      builder.node(node, work.apply(node));
    }
    edges(builder, nodes);
    return builder.build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

/** Who is told of each node whose last dependency has ended. */
@FunctionalInterface
interface ReadySink {
  /** This node may run now; told once a node and run. */
  void ready(int node);
}

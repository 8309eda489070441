// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.Arrays;

/** Edges as pairs of numbers, without an object an edge; not thread-safe. */
final class EdgeList {
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int size;

  void add(int source, int target) {
    if (size == from.length) {
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
    }
    from[size] = source;
    to[size++] = target;
  }

  int size() {
    return size;
  }

  int from(int edge) {
    return from[edge];
  }

  int to(int edge) {
    return to[edge];
  }

  /** Where the edges lead from; a copy. */
  int[] sources() {
    return Arrays.copyOf(from, size);
  }

  /** Where the edges lead to; a copy. */
  int[] targets() {
    return Arrays.copyOf(to, size);
  }
}

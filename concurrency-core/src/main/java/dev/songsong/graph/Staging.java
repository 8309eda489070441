// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** The half of a context that is alike wherever the node runs: additions are kept for later. */
abstract class Staging<K> implements NodeContext<K> {
  private List<Addition<K>> additions = List.of();

  @Override
  public void add(K key, NodeWork<K> work, List<? extends K> dependencies) {
    stage(
        new Addition<>(
            requireNonNull(key, "key"), requireNonNull(work, "work"), List.copyOf(dependencies)));
  }

  @Override
  public void after(K node, List<? extends K> dependencies) {
    stage(new Addition<>(requireNonNull(node, "node"), null, List.copyOf(dependencies)));
  }

  private void stage(Addition<K> addition) {
    if (addition.dependencies().contains(addition.key())) {
      throw new IllegalArgumentException(Texts.selfEdge(addition.key()));
    }
    if (additions.isEmpty()) {
      additions = new ArrayList<>();
    }
    additions.add(addition);
  }

  List<Addition<K>> additions() {
    return additions;
  }
}

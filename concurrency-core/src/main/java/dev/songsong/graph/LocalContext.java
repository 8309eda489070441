// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import org.jspecify.annotations.Nullable;

/** What a node sees that runs on a thread of the run. */
final class LocalContext<K> extends Staging<K> {
  private final RunState<K> state;
  private final int node;

  LocalContext(RunState<K> state, int node) {
    this.state = state;
    this.node = node;
  }

  @Override
  public K key() {
    return state.key(node);
  }

  @Override
  public @Nullable Object result(K dependency) {
    int id = state.idOf(dependency);
    if (id < 0 || !state.dependsOn(node, id)) {
      throw new IllegalArgumentException(Texts.noDependency(key(), dependency));
    }
    return state.value(id);
  }
}

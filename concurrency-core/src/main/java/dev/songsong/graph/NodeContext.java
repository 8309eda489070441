// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running node sees of its graph: the results before it, and a way to add to what follows.
 *
 * <p>To be used by the node's own thread, while the node runs. Additions take effect, all or none,
 * when the node returns, and before the nodes after it may start; the node fails if they can't be
 * made: a cycle, a key that is there already, an unknown dependency, a node to wait that has
 * started. A node that throws adds nothing.
 *
 * @param <K> the type of the graph's keys
 */
public interface NodeContext<K> {

  /** The running node's key. */
  K key();

  /**
   * The result of a node that this one directly depends on; in process modes a copy.
   *
   * @throws IllegalArgumentException if this node does not depend on it
   */
  @Nullable Object result(K dependency);

  /**
   * As {@link #result(Object)}, as a type; null stays null.
   *
   * @throws IllegalArgumentException also if the result is of another type
   */
  default <T> @Nullable T result(K dependency, Class<T> type) {
    Object value = result(dependency);
    if (value != null && !type.isInstance(value)) {
      throw new IllegalArgumentException(
          "result of "
              + dependency
              + ": a "
              + value.getClass().getName()
              + " (expected: a "
              + type.getName()
              + "); ask for the type that the node returns");
    }
    return type.cast(value);
  }

  /**
   * Adds a node to this run.
   *
   * @param dependencies the nodes it runs after: of the graph, added before, or added with it
   */
  void add(K key, NodeWork<K> work, List<? extends K> dependencies);

  /**
   * As {@link #add(Object, NodeWork, List)}, for a node that may start as soon as this one ends.
   */
  default void add(K key, NodeWork<K> work) {
    add(key, work, List.of());
  }

  /**
   * Makes a node that has not started wait for more. What depends on the running node has certainly
   * not started.
   */
  void after(K node, List<? extends K> dependencies);
}

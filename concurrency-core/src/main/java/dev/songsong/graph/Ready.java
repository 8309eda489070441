// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

/** The nodes that could be run now, for the workers of one run. */
interface Ready {
  /** There is none. */
  int NONE = WorkDeque.EMPTY;

  /** Adds a node; by the worker with this index, or by any thread before the workers start. */
  void add(int worker, int node);

  /** Takes the node that this worker should run next, or {@link #NONE}. */
  int take(int worker);

  /** Whether there was none a moment ago. */
  boolean isEmpty();

  /** Whether even a node that a worker made ready itself must come through here. */
  boolean ordered();
}

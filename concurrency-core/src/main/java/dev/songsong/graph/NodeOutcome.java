// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import dev.songsong.exec.Outcome;

/**
 * How a node ended: it ran, or it was skipped for another's sake, or the run stopped before its
 * turn came.
 *
 * @param <K> the type of the graph's keys
 */
public sealed interface NodeOutcome<K> {

  /**
   * The node was started.
   *
   * @param outcome how its work ended
   */
  record Ran<K>(Outcome<Object> outcome) implements NodeOutcome<K> {}

  /**
   * The node was never started, because something it depends on did not succeed.
   *
   * @param culprit the node that ran without success; where there are several, the first declared
   *     on the way
   */
  record Skipped<K>(K culprit) implements NodeOutcome<K> {}

  /** The node was never started, because the run was stopped by a failure elsewhere. */
  record NotStarted<K>() implements NodeOutcome<K> {}

  /** Whether the node ran and returned. */
  default boolean succeeded() {
    return this instanceof Ran<K>(Outcome<Object> outcome) && outcome.succeeded();
  }
}

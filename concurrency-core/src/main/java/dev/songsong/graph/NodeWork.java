// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a node does.
 *
 * <p>A lambda of this type is serializable; for a run in worker processes so must be what it
 * captures and returns.
 *
 * @param <K> the type of the graph's keys
 */
@FunctionalInterface
public interface NodeWork<K> extends Serializable {
  /**
   * Does the node's work, once a run, after all its dependencies have succeeded.
   *
   * @return the node's result, which nodes after it can read; may be null
   * @throws Exception whatever the work throws; the node has then failed
   */
  @Nullable Object run(NodeContext<K> context) throws Exception;
}

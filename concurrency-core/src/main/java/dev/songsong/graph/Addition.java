// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running node wants added.
 *
 * @param key the node
 * @param work its work, or null if the node is there and shall only wait for more
 * @param dependencies what it runs after
 */
@SuppressWarnings("serial")
record Addition<K>(K key, @Nullable NodeWork<K> work, List<K> dependencies)
    implements Serializable {}

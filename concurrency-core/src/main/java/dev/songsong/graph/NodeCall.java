// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import dev.songsong.exec.WrappedWork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node on its way to a pool's worker, with the results it depends on.
 *
 * @param results by key; may hold null values
 */
@SuppressWarnings("serial")
record NodeCall<K>(K key, NodeWork<K> work, Map<K, @Nullable Object> results)
    implements WrappedWork<NodeCall.Return<K>> {

  /**
   * A node's way back.
   *
   * @param nanos how long the work took
   */
  record Return<K>(@Nullable Object value, List<Addition<K>> additions, long nanos)
      implements Serializable {}

  @Override
  public Return<K> call() throws Exception {
    var context = new ShippedContext<>(key, results);
    long start = System.nanoTime();
    Object value = work.run(context);
    long nanos = System.nanoTime() - start;
    return new Return<>(value, new ArrayList<>(context.additions()), nanos);
  }

  /** What the node sees where it runs. */
  private static final class ShippedContext<K> extends Staging<K> {
    private final K key;
    private final Map<K, @Nullable Object> results;

    ShippedContext(K key, Map<K, @Nullable Object> results) {
      this.key = key;
      this.results = results;
    }

    @Override
    public K key() {
      return key;
    }

    @Override
    public @Nullable Object result(K dependency) {
      if (!results.containsKey(dependency)) {
        throw new IllegalArgumentException(Texts.noDependency(key, dependency));
      }
      return results.get(dependency);
    }
  }
}

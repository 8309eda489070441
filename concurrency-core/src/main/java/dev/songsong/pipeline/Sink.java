// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

/**
 * Where items go.
 *
 * @param <T> the items' type
 */
@FunctionalInterface
public interface Sink<T> {
  /**
   * Takes one item; while it does, the pipeline behind it waits once its queues are full.
   *
   * @throws Exception whatever goes wrong; what becomes of the item is the stage's failure policy
   */
  void accept(T item) throws Exception;
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.Serializable;

/**
 * A function that can be shipped to another process, once for many items.
 *
 * @param <A> the item's type; serializable in process modes
 * @param <R> the result's type; serializable in process modes
 */
@FunctionalInterface
public interface RemoteFunction<A, R> extends Serializable {
  /**
   * Computes the result for one item.
   *
   * @throws Exception whatever the work throws; it becomes {@link Outcome.Failed}
   */
  R apply(A item) throws Exception;
}

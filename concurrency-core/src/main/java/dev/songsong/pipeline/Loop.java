// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

/**
 * A plain loop that is a pipeline's source.
 *
 * @param <T> the items' type
 */
@FunctionalInterface
public interface Loop<T> {
  /**
   * Gives item after item to {@code out}, which waits while the pipeline is full, and returns when
   * there are no more. When the pipeline stops early, {@code out} throws {@link
   * java.util.concurrent.CancellationException}; let it pass.
   *
   * @throws Exception whatever goes wrong; it fails the pipeline
   */
  void run(Sink<? super T> out) throws Exception;
}

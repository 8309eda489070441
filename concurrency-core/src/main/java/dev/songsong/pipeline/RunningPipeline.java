// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A pipeline that has been started.
 *
 * <p>Thread-safe. It ends when its source has no more items and all of them have reached the sink;
 * when it fails; or when it is cancelled. After that none of its threads and worker processes is
 * left, save a thread that ignores interrupts, which the exception names.
 */
public interface RunningPipeline extends AutoCloseable {

  /**
   * Counters and shares of this moment; cheap, may be called as often as one likes. A thread moves
   * its counters after at most 0.1 ms of work, or after the item that took longer.
   */
  PipelineStats stats();

  /**
   * The source gives no more items; those under way still reach the sink. Doesn't wait, nor
   * interrupt: a source that waits in its own code finds out when it next gives an item.
   */
  void stopSource();

  /** Everything stops: threads are interrupted, workers' tasks ended, items dropped. No waiting. */
  void cancel();

  /**
   * Waits for the end.
   *
   * @throws PipelineException if a stage, the source or the sink failed, or a thread didn't stop
   * @throws java.util.concurrent.CancellationException if it was cancelled
   * @throws InterruptedException if the caller is interrupted; the pipeline goes on
   */
  void await() throws InterruptedException;

  /**
   * Waits at most {@code patience} for the end; otherwise as {@link #await()}.
   *
   * @throws TimeoutException if it has not ended by then; it goes on
   */
  void await(Duration patience) throws InterruptedException, TimeoutException;

  /**
   * A future of its own that ends as {@link #await()} would; cancelling it doesn't cancel the
   * pipeline.
   */
  CompletableFuture<Void> toCompletableFuture();

  /**
   * Cancels it unless it has ended, and waits for its threads and workers to be gone, a bounded
   * time. Idempotent; throws nothing for the pipeline's sake.
   */
  @Override
  void close();
}

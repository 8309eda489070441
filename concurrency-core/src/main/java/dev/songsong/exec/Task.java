// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * One piece of submitted work: a {@link Future} that also tells <em>how</em> it ended.
 *
 * <p>Thread-safe. {@link #get()} throws {@link java.util.concurrent.ExecutionException} around the
 * task's own error when it failed, and around a {@link TaskException} when it timed out or its
 * worker died.
 *
 * @param <T> the type of the result
 */
public interface Task<T> extends Future<T> {

  /** The task's number, unique in its pool; used in messages, listeners and JFR events. */
  long id();

  /** The name given in {@link TaskOptions}, or {@code task-<id>}. */
  String name();

  /**
   * Waits for the end and says how it was; never throws for the task's sake.
   *
   * @throws InterruptedException if the caller is interrupted; the task goes on
   */
  Outcome<T> outcome() throws InterruptedException;

  /**
   * Waits at most {@code patience} for the end.
   *
   * @throws TimeoutException if the task has not ended by then; it goes on
   */
  Outcome<T> outcome(Duration patience) throws InterruptedException, TimeoutException;

  /**
   * Cancels the task. Queued: it never runs. Running: with {@code mayInterruptIfRunning} its thread
   * is interrupted, and in process modes its worker is ended (TERM, then KILL, the whole tree) if
   * the work doesn't stop by itself; without, it runs on and its result is dropped.
   */
  @Override
  boolean cancel(boolean mayInterruptIfRunning);

  /**
   * A future of its own that ends as this task does; cancelling it does not cancel the task. What
   * is chained to it without an executor runs on a thread of the pool, and must not wait for the
   * pool's tasks there.
   */
  CompletableFuture<T> toCompletableFuture();
}

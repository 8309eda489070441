// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * Runs the same tasks by threads, by worker processes, or by both.
 *
 * <p>Thread-safe. Tasks start in the order of submission; results come in any order, and {@link
 * #map} puts them back into the items'. Threads and worker processes are started when the first
 * task needs them. A task's failure, or its worker's death, never harms the pool: the outcome says
 * what happened, tasks that merely waited for that worker are sent to another, and the worker is
 * replaced.
 *
 * <p>Tasks must not wait for one another, nor close their pool: those that wait hold the places
 * that those they wait for would need. Short tasks are sent to workers in batches, which shows in
 * nothing but their speed.
 *
 * <p>A pool without a size takes what is free in {@link dev.songsong.machine.Budget#current()},
 * which inside a task is that task's part of its pool's share; closing gives it back. A size above
 * that is allowed, and warned of once.
 *
 * <p>In process modes the task, what it captures and what it returns are copied by Java
 * serialization behind an allow-list (JDK value types, the task's own code source, {@link
 * WorkerOptions#allow} packages).
 */
public interface ParallelExecutor extends AutoCloseable {

  /** A pool with a platform thread for each core that is free in this thread's budget. */
  static ParallelExecutor threads() {
    return builder(Mode.THREADS).build();
  }

  /** A pool of {@code n} platform threads. */
  static ParallelExecutor threads(int n) {
    return builder(Mode.THREADS).threads(n).build();
  }

  /** A pool that gives every task a virtual thread of its own, without a limit. */
  static ParallelExecutor virtualThreads() {
    return builder(Mode.VIRTUAL_THREADS).build();
  }

  /** A pool with as many worker processes as this thread's budget is good for. */
  static ParallelExecutor processes() {
    return builder(Mode.PROCESSES).build();
  }

  /** A pool of {@code n} worker processes, each running one task at a time. */
  static ParallelExecutor processes(int n) {
    return builder(Mode.PROCESSES).processes(n).build();
  }

  /** A pool whose processes and threads together are the cores free in this thread's budget. */
  static ParallelExecutor hybrid() {
    return builder(Mode.HYBRID).build();
  }

  /** A pool of {@code processes} worker processes with {@code threads} threads each. */
  static ParallelExecutor hybrid(int processes, int threads) {
    return builder(Mode.HYBRID).processes(processes).threads(threads).build();
  }

  /** A pool with more to say than a size. */
  static ExecutorBuilder builder(Mode mode) {
    return new ExecutorBuilder(mode);
  }

  /** How this pool runs its tasks. */
  Mode mode();

  /** How many tasks it runs at once; {@link Integer#MAX_VALUE} with virtual threads. */
  int parallelism();

  /**
   * Whether the calling thread is one of those that run this pool's tasks, so that waiting here for
   * another task of the pool may be for ever. False where each task has a thread of its own, and in
   * worker processes, where the pool can't be.
   */
  boolean runsCaller();

  /**
   * Submits work with {@link TaskOptions#DEFAULT}.
   *
   * @throws NotShippableException in process modes, if the work captures something that can't cross
   * @throws java.util.concurrent.RejectedExecutionException if the pool is closed
   */
  default <T> Task<T> submit(RemoteCallable<T> work) {
    return submit(TaskOptions.DEFAULT, work);
  }

  /** Submits work with the given options; otherwise as {@link #submit(RemoteCallable)}. */
  <T> Task<T> submit(TaskOptions options, RemoteCallable<T> work);

  /**
   * Submits the function for each item; the function is shipped once to each worker.
   *
   * @return a task an item, in the items' order
   */
  <A, R> List<Task<R>> submitAll(
      TaskOptions options,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work);

  /**
   * Applies the function to each item and waits for all.
   *
   * @return an outcome an item, in the items' order
   * @throws InterruptedException if the caller is interrupted; the tasks are then cancelled
   */
  default <A, R> List<Outcome<R>> map(
      Collection<? extends A> items, RemoteFunction<? super A, ? extends R> work)
      throws InterruptedException {
    return map(TaskOptions.DEFAULT, items, work);
  }

  /** As {@link #map(Collection, RemoteFunction)}, with options for each item's task. */
  <A, R> List<Outcome<R>> map(
      TaskOptions options,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work)
      throws InterruptedException;

  /**
   * Applies the function to the items, {@code chunk} of them in one task: for items so small, below
   * some microseconds, that to send each costs more than its work.
   *
   * <p>A chunk is one task: it has the options' one time limit and attempt, and when its worker
   * dies that is what became of all its items. What an item throws, or returns that can't cross, is
   * its own failure only; but one that throws InterruptedException, or leaves its thread
   * interrupted, stops the chunk, as cancelling does.
   *
   * @return an outcome an item, in the items' order
   * @throws InterruptedException if the caller is interrupted; the tasks are then cancelled
   */
  default <A, R> List<Outcome<R>> mapInChunks(
      TaskOptions options, int chunk, Collection<? extends A> items, RemoteFunction<A, R> work)
      throws InterruptedException {
    return Chunked.map(this, options, chunk, items, work);
  }

  /** As the other, with {@link TaskOptions#DEFAULT}. */
  default <A, R> List<Outcome<R>> mapInChunks(
      int chunk, Collection<? extends A> items, RemoteFunction<A, R> work)
      throws InterruptedException {
    return mapInChunks(TaskOptions.DEFAULT, chunk, items, work);
  }

  /**
   * Starts all threads or workers now and waits until they are ready, so that the first tasks don't
   * pay for it.
   *
   * @throws TaskException if a worker can't be started
   */
  void warmUp() throws InterruptedException;

  /** Counters of this moment. */
  PoolStats stats();

  /**
   * This pool as an {@link ExecutorService} for libraries that want one. In process modes it
   * refuses a {@code Runnable} or {@code Callable} that can't be shipped, and says the remedy.
   * Shutting the view down does not close the pool.
   */
  ExecutorService asExecutorService();

  /**
   * Waits for the submitted tasks to end, then ends the threads and workers. If the caller is
   * interrupted meanwhile, it goes on as {@link #closeNow()} does and restores the interrupt.
   * Idempotent.
   */
  @Override
  void close();

  /** Cancels every task and ends the threads and workers, by force after a grace. Idempotent. */
  void closeNow();
}

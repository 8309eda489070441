// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/**
 * Is told what happens in a pool, for progress bars and logs.
 *
 * <p>Methods are called by the pool's threads, and {@link #taskEnded} also by a thread that cancels
 * or, of a virtual thread's task in a pool that was stopped, by one that asks after it; a task's
 * start is told before its end, unless it is cancelled in that moment. They should return at once
 * and must not wait for tasks. What they throw goes to the thread's uncaught-exception handler and
 * harms nothing else.
 */
public interface PoolListener {
  /**
   * An attempt at a task begins; {@code worker} is a thread's or a worker process's name, and tells
   * virtual threads apart though all of a pool bear one.
   */
  default void taskStarted(Task<?> task, String worker) {}

  /** A task has ended, once and for all. */
  default void taskEnded(Task<?> task, Outcome<?> outcome) {}

  /**
   * A worker process is ready. The first tasks of its slots wait until this returns, so that {@link
   * ParallelExecutor#closeNow()} called from here waits for them as long as its patience lasts:
   * twice {@link WorkerOptions#killGrace()} and a second. Let another thread close the pool.
   */
  default void workerStarted(String worker, long pid) {}

  /** A worker process has ended without being asked to. */
  default void workerDied(WorkerDeath death) {}

  /**
   * A task in a worker process printed a line; by default it is passed on to this JVM's own stream.
   * What is printed by other threads than the task's own comes as {@link #workerOutput}.
   */
  default void taskOutput(Task<?> task, boolean stderr, String line) {
    (stderr ? System.err : System.out).println(line);
  }

  /**
   * A worker process wrote a line by itself; by default it is passed on to this JVM's own stream.
   */
  default void workerOutput(String worker, boolean stderr, String line) {
    (stderr ? System.err : System.out).println(line);
  }
}

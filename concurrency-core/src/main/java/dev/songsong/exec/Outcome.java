// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;

/**
 * How a task ended; exactly one of five ways.
 *
 * @param <T> the type of a successful result
 */
public sealed interface Outcome<T> {

  /** The task returned a value. */
  record Done<T>(T value) implements Outcome<T> {}

  /**
   * The task threw.
   *
   * @param error what it threw; from a worker process, the same class where it could be shipped,
   *     else a {@link RemoteFailure} that keeps its class name, message and stack trace
   */
  record Failed<T>(Throwable error) implements Outcome<T> {}

  /**
   * The task was cancelled.
   *
   * @param started whether it was already running
   */
  record Cancelled<T>(boolean started) implements Outcome<T> {}

  /**
   * The task ran longer than {@link TaskOptions#timeLimit()}.
   *
   * @param timeLimit the limit it passed
   * @param stillRunning true when a thread could not be ended: it ignores interrupts, and only a
   *     process can be killed. The pool goes on with a new thread in its place.
   */
  record TimedOut<T>(Duration timeLimit, boolean stillRunning) implements Outcome<T> {}

  /**
   * The worker process died while it ran the task, or the worker could not be started.
   *
   * @param cause which worker, how it ended and what else it was running
   */
  record WorkerDied<T>(WorkerDeath cause) implements Outcome<T> {}

  /** Whether the task returned a value. */
  default boolean succeeded() {
    return this instanceof Done<T>;
  }

  /**
   * Returns the value, or throws what kept the task from returning one.
   *
   * @throws TaskException for every outcome but {@link Done}; its cause is the task's own error
   *     when the task failed
   */
  default T orElseThrow() {
    return switch (this) {
      case Done<T>(T value) -> value;
      case Failed<T>(Throwable error) -> throw new TaskException("task failed: " + error, error);
      case Cancelled<T> c -> throw new TaskException("task cancelled", null);
      case TimedOut<T>(Duration limit, boolean running) ->
          throw new TaskException(
              "task ran longer than " + limit + (running ? " and still runs" : ""), null);
      case WorkerDied<T>(WorkerDeath cause) -> throw new WorkerDiedException(cause);
    };
  }
}

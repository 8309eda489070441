// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/** The worker process that ran a task died. */
public final class WorkerDiedException extends TaskException {
  private static final long serialVersionUID = 1L;

  // Written once here, read by any thread; lost when this exception is itself shipped.
  private final transient WorkerDeath death;

  WorkerDiedException(WorkerDeath death) {
    super("worker died: " + death, null);
    this.death = death;
  }

  /** How the worker ended. */
  public WorkerDeath death() {
    return death;
  }
}

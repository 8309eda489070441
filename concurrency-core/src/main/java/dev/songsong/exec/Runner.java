// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/** Whatever runs a task just now, and can be asked to stop it. */
interface Runner {

  /** The name that listeners and events are given. */
  String runnerName();

  /**
   * Ends the task's running work if it can: by interrupt, and in a worker process by force after a
   * grace. Does nothing when the task is no longer run here.
   */
  void stop(PooledTask<?> task);
}

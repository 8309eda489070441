// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/**
 * Stops tasks in one slot of a worker: asks back what has not begun; interrupts what runs, and ends
 * its worker if it still does so after the grace.
 *
 * <p>Thread-safe; called by those who cancel and by the timer. Never waits for the worker.
 */
final class TaskStopper {
  private final Pool pool;
  private final int slot;

  TaskStopper(Pool pool, int slot) {
    this.pool = pool;
    this.slot = slot;
  }

  void stop(Worker at, PooledTask<?> task) {
    if (at.slots().running(slot) != task) {
      at.recallOne(slot, task);
    } else if (task.mustStop()) {
      // First, so that nothing which goes wrong with the interrupt can keep the grace from ending.
      pool.timer().after(pool.killGrace(), () -> end(at, task));
      at.interrupt(slot, task);
    }
    // Else it began while it was cancelled without leave to interrupt it, and runs on.
  }

  /** Called by the timer, when the interrupt's grace is over. */
  private void end(Worker at, PooledTask<?> task) {
    String why =
        "killed: " + task.name() + (task.overdue() ? " passed its time limit" : " was cancelled");
    if (at.doom(slot, task, why)) {
      at.stopSoon(pool);
    }
  }
}

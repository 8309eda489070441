// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A place for one worker process, taken by another when it dies or has served long enough.
 *
 * <p>The slots of the seat share the worker, except while one of them runs a task alone or replaces
 * the worker: the gate's read side is sharing, its write side is being alone.
 */
final class WorkerSeat {
  private final Crew crew;
  private final WorkerOptions options;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private @Nullable Worker worker;

  WorkerSeat(Crew crew, WorkerOptions options) {
    this.crew = crew;
    this.options = options;
  }

  void enter(boolean alone) {
    (alone ? gate.writeLock() : gate.readLock()).lock();
  }

  void leave(boolean alone) {
    (alone ? gate.writeLock() : gate.readLock()).unlock();
  }

  /** Whether another slot waits to be alone, so that this one should not take on more. */
  boolean wantedAlone() {
    return gate.hasQueuedThreads();
  }

  /**
   * The seat's worker, started if there is none or it has died.
   *
   * @throws WorkerDiedException if it can't be started
   */
  Worker worker() {
    lock.lock();
    try {
      if (worker == null || !worker.alive()) {
        worker = null;
        worker = crew.hire();
      }
      return worker;
    } finally {
      lock.unlock();
    }
  }

  /** Gives up a worker that a slot found dead. */
  void lost(Worker dead) {
    lock.lock();
    try {
      if (worker == dead) {
        worker = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Replaces the worker if it has run enough tasks or grown too large; called between tasks. */
  void recycleIfDue() {
    if (options.maxTasks() == 0 && options.maxResidentMiB() == 0) {
      return;
    }
    Worker old = current();
    if (old == null || !due(old)) {
      return;
    }
    enter(true);
    try {
      if (current() == old) {
        lost(old);
        crew.dismiss(old);
      }
    } finally {
      leave(true);
    }
  }

  private boolean due(Worker old) {
    return (options.maxTasks() > 0 && old.tasksDone() >= options.maxTasks())
        || (options.maxResidentMiB() > 0 && old.residentMiB() > options.maxResidentMiB());
  }

  @Nullable Worker current() {
    lock.lock();
    try {
      return worker;
    } finally {
      lock.unlock();
    }
  }
}

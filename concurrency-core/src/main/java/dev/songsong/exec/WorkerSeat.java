// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.TimeUnit;
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

  /** Comes in beside others; false while somebody is alone here or waits to be. */
  boolean tryEnter() {
    try {
      // The timed form stands in line: an untimed one could keep the lone one out for ever.
      return gate.readLock().tryLock(0, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Waits until {@link #tryEnter} is worth another try. */
  void awaitEntry() {
    gate.readLock().lock();
    gate.readLock().unlock();
  }

  void enterAlone() {
    gate.writeLock().lock();
  }

  void leave(boolean alone) {
    (alone ? gate.writeLock() : gate.readLock()).unlock();
  }

  /** Whether a slot should let its window run out, with so many tasks in it. */
  boolean wantsNoMore(Worker at, int onTheWay) {
    return gate.hasQueuedThreads() || at.doomed() || due(at, onTheWay);
  }

  /**
   * The seat's worker, started if there is none or it has died.
   *
   * @throws WorkerDiedException if it can't be started
   */
  Worker worker() {
    try {
      return workerOrHired();
    } catch (WorkerDiedException e) {
      // Outside the lock: the listener may close the pool, whose other slots here wait for it.
      crew.notStarted(e);
      throw e;
    }
  }

  /**
   * Hires under the lock, against the rule. A start takes long, but those who wait for the lock
   * meanwhile want just that worker. And it includes the listener's call, so that nobody hears of a
   * task in a worker before the worker.
   */
  private Worker workerOrHired() {
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
    if (old == null || !due(old, 0)) {
      return;
    }
    enterAlone();
    try {
      if (current() == old) {
        lost(old);
        crew.dismiss(old);
      }
    } finally {
      leave(true);
    }
  }

  private boolean due(Worker old, int onTheWay) {
    return (options.maxTasks() > 0 && old.slots().tasksDone() + onTheWay >= options.maxTasks())
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

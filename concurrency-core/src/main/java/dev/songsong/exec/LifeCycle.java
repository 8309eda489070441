// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Whether a pool is started and open, and how many of its tasks have not ended. */
final class LifeCycle {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noTasks = lock.newCondition();
  // all guarded by lock
  private long tasks;
  private boolean started;
  private boolean closed;

  /** Counts tasks in, or refuses them when closed. */
  void enter(int count, Supplier<String> refusal) {
    lock.lock();
    try {
      if (closed) {
        throw new RejectedExecutionException(refusal.get());
      }
      tasks += count;
    } finally {
      lock.unlock();
    }
  }

  /** Counts one task out. */
  void leave() {
    lock.lock();
    try {
      if (--tasks == 0) {
        noTasks.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Runs the action the first time; callers who come meanwhile wait. */
  void startOnce(Runnable action) {
    lock.lock();
    try {
      if (!started) {
        action.run();
        started = true;
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all tasks have ended; false when interrupted first. */
  boolean awaitNoTasks() {
    lock.lock();
    try {
      while (tasks > 0) {
        noTasks.await();
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }
}

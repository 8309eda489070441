// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Whether a pool is started and open, and how many of its tasks have not ended.
 *
 * <p>Every task comes by here twice, so these steps take no lock: who enters counts, then looks
 * whether it is closed; who closes says so, then looks at the count. One of the two sees the other.
 */
final class LifeCycle {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noTasks = lock.newCondition();
  // Raised by submitters, lowered by whoever ends a task.
  private final AtomicLong tasks = new AtomicLong();
  // Written under lock, read by any.
  private volatile boolean started;
  // Written by whoever closes, read by any.
  private volatile boolean closed;

  /** Counts tasks in, or refuses them when closed. */
  void enter(int count, Supplier<String> refusal) {
    tasks.addAndGet(count);
    if (closed) {
      leave(count);
      throw new RejectedExecutionException(refusal.get());
    }
  }

  /** Counts one task out. */
  void leave() {
    leave(1);
  }

  private void leave(int count) {
    if (tasks.addAndGet(-count) == 0 && closed) {
      lock.lock();
      try {
        noTasks.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Runs the action the first time; callers who come meanwhile wait. */
  void startOnce(Runnable action) {
    if (started) {
      return;
    }
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
    closed = true;
  }

  /** After {@link #close}: waits until all tasks have ended; false when interrupted first. */
  boolean awaitNoTasks() {
    lock.lock();
    try {
      while (tasks.get() > 0) {
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

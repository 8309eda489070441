// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a pool is started and open, and how many of its tasks have not ended.
 *
 * <p>Every task comes by here twice, so these steps take no lock: who enters counts, then looks
 * whether it is closed; who closes says so, then looks at the counts. One of the two sees the
 * other. There are two counts because submitters write one, and whoever ends a task the other; and
 * whoever adds the second up before reading the first never takes more tasks for ended than are.
 */
final class LifeCycle {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Written by submitters, read by those who wait.
  private final AtomicLong entered = new AtomicLong();
  // Written by whoever ends a task, read by those who wait.
  private final LongAdder left = new LongAdder();
  // Written under lock, read by any.
  private volatile boolean started;
  // Written by whoever closes, read by any.
  private volatile boolean closed;
  // Written by whoever wants all tasks cancelled, before looking for them; read by submitters after
  // theirs are there to be found. One of the two sees the other.
  private volatile boolean stopped;

  /** Counts tasks in; false when closed. */
  boolean enter(int count) {
    entered.addAndGet(count);
    if (closed) {
      entered.addAndGet(-count);
      signalIfNoTasks();
      return false;
    }
    return true;
  }

  /** Counts one task out. */
  void leave() {
    left.increment();
    if (closed) {
      signalIfNoTasks();
    }
  }

  /** How many tasks have ended. */
  long left() {
    return left.sum();
  }

  /** How many tasks have come in and not ended. */
  long inside() {
    long gone = left.sum();
    return entered.get() - gone;
  }

  private boolean noTasks() {
    return inside() <= 0;
  }

  private void signalIfNoTasks() {
    if (noTasks()) {
      signal();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs the action the first time; callers who come meanwhile wait.
   *
   * <p>It runs under the lock, against the rule. It opens the pool's socket and starts its threads,
   * which takes milliseconds, calls no user's code and wants this lock nowhere; and who waits for
   * the lock meanwhile needs just what is being started, or is about to end it.
   */
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

  /** From now on nothing is started any more; waits for a start that is being made. */
  void endStarts() {
    startOnce(() -> {});
  }

  void close() {
    closed = true;
  }

  /** Closes, and has tasks cancelled: those that are there by the caller, others by who brings. */
  void stop() {
    closed = true;
    stopped = true;
    signal();
  }

  boolean stopped() {
    return stopped;
  }

  /**
   * After {@link #close}: waits until all tasks have ended or are cancelled; false: interrupted.
   */
  boolean awaitNoTasks() {
    lock.lock();
    try {
      while (!stopped && !noTasks()) {
        changed.await();
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }
}

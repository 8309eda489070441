// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.machine.Budget;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread of this JVM that runs the queue's tasks.
 *
 * <p>A thread can be asked to stop, by interrupt, but not made to. When its task ignores that
 * beyond the grace, the thread is <em>abandoned</em>: the task ends as still running, another
 * thread takes this one's place, and this one ends if the work ever returns.
 */
final class LocalRunner implements Runnable, Runner {
  private final Pool pool;
  private final String name;
  // What tasks here may use for pools of their own.
  private final Budget budget;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private @Nullable Thread thread;
  // guarded by lock: an interrupt must hit this task, never the next one
  private @Nullable PooledTask<?> current;
  // guarded by lock
  private boolean abandoned;

  LocalRunner(Pool pool, String name, Budget budget) {
    this.pool = pool;
    this.name = name;
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  @Override
  public String runnerName() {
    return name;
  }

  @Override
  public void run() {
    budget.run(this::runTasks);
  }

  private void runTasks() {
    PooledTask<?> task = pool.queue().take();
    while (task != null && runOne(task)) {
      task = pool.queue().take();
    }
  }

  /** Runs the task; false when this thread was given up meanwhile. */
  private <T> boolean runOne(PooledTask<T> task) {
    if (!task.take(this)) {
      return true;
    }
    enter(task);
    if (!task.start()) {
      // Cancelled before there was anybody to interrupt.
      return mayGoOn();
    }
    Outcome<T> outcome = task.runHere(this);
    pool.stopped();
    if (!mayGoOn()) {
      return false;
    }
    task.finishAttempt(outcome);
    return true;
  }

  private void enter(PooledTask<?> task) {
    lock.lock();
    try {
      thread = Thread.currentThread();
      current = task;
    } finally {
      lock.unlock();
    }
  }

  /** Leaves the task; false when another thread has taken this one's place meanwhile. */
  private boolean mayGoOn() {
    lock.lock();
    try {
      current = null;
      Thread.interrupted();
      if (!abandoned) {
        return true;
      }
    } finally {
      lock.unlock();
    }
    pool.threadReturned();
    return false;
  }

  @Override
  public void stop(PooledTask<?> task) {
    lock.lock();
    try {
      if (current != task || thread == null || !task.mustStop()) {
        return;
      }
      thread.interrupt();
    } finally {
      lock.unlock();
    }
    pool.timer().after(pool.killGrace(), () -> abandon(task));
  }

  private <T> void abandon(PooledTask<T> task) {
    lock.lock();
    try {
      if (current != task || abandoned) {
        return;
      }
      abandoned = true;
    } finally {
      lock.unlock();
    }
    try {
      pool.threadAbandoned(this);
    } finally {
      // Even if there are no threads left to take this one's place.
      task.finishStillRunning();
    }
  }

  @Nullable Thread thread() {
    lock.lock();
    try {
      return thread;
    } finally {
      lock.unlock();
    }
  }
}

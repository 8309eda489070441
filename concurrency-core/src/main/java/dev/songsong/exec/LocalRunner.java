// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.machine.Budget;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A thread of this JVM that runs tasks.
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
  // One task for a virtual thread, the queue's tasks for a platform thread.
  private final @Nullable PooledTask<?> only;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private @Nullable Thread thread;
  // guarded by lock: an interrupt must hit this task, never the next one
  private @Nullable PooledTask<?> current;
  // guarded by lock
  private boolean abandoned;

  LocalRunner(Pool pool, String name, Budget budget, @Nullable PooledTask<?> only) {
    this.pool = pool;
    this.name = name;
    this.budget = budget;
    this.only = only;
  }

  Budget budget() {
    return budget;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run() {
    try {
      budget.run(this::runTasks);
    } finally {
      if (only != null) {
        pool.live().remove(only);
        only.ownThreadEnds();
      }
    }
  }

  private void runTasks() {
    PooledTask<?> task = only == null ? pool.queue().take() : only;
    while (task != null && runOne(task)) {
      task = only == null ? pool.queue().take() : null;
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
      leave();
      return true;
    }
    Future<?> limit = pool.started(task, this);
    Outcome<T> outcome = outcomeOf(task);
    limit.cancel(false);
    if (leave()) {
      pool.threadReturned();
      return false;
    }
    pool.stopped();
    task.finishAttempt(outcome);
    return true;
  }

  private static <T> Outcome<T> outcomeOf(PooledTask<T> task) {
    try {
      return new Done<>(task.job().call());
    } catch (Throwable error) {
      // Errors too: the pool's thread must survive a StackOverflowError of the task.
      return new Failed<>(error);
    }
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

  private boolean leave() {
    lock.lock();
    try {
      current = null;
      Thread.interrupted();
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop(PooledTask<?> task) {
    lock.lock();
    try {
      if (current != task || thread == null) {
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
      if (current != task) {
        return;
      }
      abandoned = true;
    } finally {
      lock.unlock();
    }
    pool.threadAbandoned(this);
    if (only != null) {
      pool.live().remove(only);
    }
    Duration limit = task.options().timeLimit().orElse(Duration.ZERO);
    task.finish(new TimedOut<>(limit, true));
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

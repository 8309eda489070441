// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What each slot of a worker says of itself: whether it has work there, and which task has begun.
 */
final class SlotBoard {
  private static final long DRAIN_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All guarded by lock; an entry is null when no task has begun in that slot.
  private final @Nullable PooledTask<?>[] running;
  private int busy;
  private int drained;
  private int tasksDone;

  SlotBoard(int slots) {
    this.running = new PooledTask<?>[slots];
  }

  void busy() {
    lock.lock();
    try {
      busy++;
    } finally {
      lock.unlock();
    }
  }

  void idle() {
    lock.lock();
    try {
      busy--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean allIdle() {
    lock.lock();
    try {
      return busy == 0;
    } finally {
      lock.unlock();
    }
  }

  void started(int slot, PooledTask<?> task) {
    lock.lock();
    try {
      running[slot] = task;
    } finally {
      lock.unlock();
    }
  }

  void returned(int slot) {
    lock.lock();
    try {
      running[slot] = null;
      tasksDone++;
    } finally {
      lock.unlock();
    }
  }

  /** The task that has begun in the slot and not returned. */
  @Nullable PooledTask<?> running(int slot) {
    lock.lock();
    try {
      return running[slot];
    } finally {
      lock.unlock();
    }
  }

  int tasksDone() {
    lock.lock();
    try {
      return tasksDone;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says that a slot has read its broken connection to the end, and waits a while for the other
   * busy ones to do the same.
   *
   * @return the tasks that were running in the other slots
   */
  List<Long> companionsWhenDrained(int slot) {
    lock.lock();
    try {
      drained++;
      changed.signalAll();
      long left = DRAIN_PATIENCE_NANOS;
      while (drained < busy && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return othersThan(slot);
  }

  private List<Long> othersThan(int slot) {
    lock.lock();
    try {
      var others = new ArrayList<Long>();
      for (int i = 0; i < running.length; i++) {
        PooledTask<?> task = running[i];
        if (i != slot && task != null) {
          others.add(task.id());
        }
      }
      return others;
    } finally {
      lock.unlock();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The tasks that wait for a runner, first come first served; those sent again go to the front. */
final class TaskQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by lock
  private final ArrayDeque<PooledTask<?>> waiting = new ArrayDeque<>();
  // guarded by lock
  private boolean closed;

  void addAll(Collection<? extends PooledTask<?>> tasks) {
    lock.lock();
    try {
      waiting.addAll(tasks);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void addFirst(PooledTask<?> task) {
    lock.lock();
    try {
      waiting.addFirst(task);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a task; null once the queue is closed and empty. */
  @Nullable PooledTask<?> take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return waiting.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** The next task if one is there. */
  @Nullable PooledTask<?> poll() {
    lock.lock();
    try {
      return waiting.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Lets runners end when nothing is left. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

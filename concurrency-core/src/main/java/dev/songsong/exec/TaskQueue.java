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
  // Written under the lock, read without it by those who spin.
  private volatile boolean worthALook;

  void add(PooledTask<?> task) {
    lock.lock();
    try {
      waiting.add(task);
      worthALook = true;
      // No more than there is work for: each wake-up costs as much as a short task.
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void addAll(Collection<? extends PooledTask<?>> tasks) {
    lock.lock();
    try {
      waiting.addAll(tasks);
      worthALook = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void addFirst(PooledTask<?> task) {
    lock.lock();
    try {
      waiting.addFirst(task);
      worthALook = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a task; null once the queue is closed and empty. */
  @Nullable PooledTask<?> take() {
    Spin.until(() -> worthALook);
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return pollLocked();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable PooledTask<?> pollLocked() {
    PooledTask<?> first = waiting.pollFirst();
    worthALook = closed || !waiting.isEmpty();
    return first;
  }

  /** The next task if one is there. */
  @Nullable PooledTask<?> poll() {
    lock.lock();
    try {
      return pollLocked();
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
      worthALook = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

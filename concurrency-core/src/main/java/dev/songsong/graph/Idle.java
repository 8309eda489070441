// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where workers sleep that find no node.
 *
 * <p>No wake is lost: a sleeper counts itself and then looks once more, while who adds a node adds
 * it and then reads the count. Whichever comes later sees the other.
 */
final class Idle {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Written under lock, read by any worker that has added a node.
  private final AtomicInteger sleepers = new AtomicInteger();
  // Written once, under lock; read by any worker.
  private volatile boolean over;

  /** Sleeps until {@link #wakeOne} or {@link #end}, unless there is work by now. */
  void sleep(Ready ready) {
    lock.lock();
    try {
      sleepers.incrementAndGet();
      if (!over && ready.isEmpty()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      sleepers.decrementAndGet();
      lock.unlock();
    }
  }

  /** Wakes a sleeper, if there is one; after a node was added. */
  void wakeOne() {
    if (sleepers.get() > 0) {
      lock.lock();
      try {
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Sends all workers home. */
  void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean over() {
    return over;
  }
}

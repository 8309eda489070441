// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One thread that calls back later, started when it is first needed. */
final class Timer implements AutoCloseable {
  // The scheduler adds its clock to a delay, so the longest one must leave room for that.
  private static final long FOR_EVER = Long.MAX_VALUE / 4;

  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private @Nullable ScheduledThreadPoolExecutor thread;
  // guarded by lock
  private boolean closed;

  Timer(String name) {
    this.name = name;
  }

  /** Calls {@code action} after {@code delay}; not at all once the timer is closed. */
  Future<?> after(Duration delay, Runnable action) {
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.completedFuture(null);
      }
      if (thread == null) {
        thread =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
        thread.setRemoveOnCancelPolicy(true);
      }
      return thread.schedule(action, Math.min(Nanos.of(delay), FOR_EVER), TimeUnit.NANOSECONDS);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (thread != null) {
        thread.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}

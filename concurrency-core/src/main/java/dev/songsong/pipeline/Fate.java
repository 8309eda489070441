// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How a run stands: how many of its threads live, whether it stops, and why. */
final class Fate {
  private static final int MOST_SUPPRESSED = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by lock
  private int live;
  // guarded by lock
  private @Nullable Throwable cause;
  // Written under lock, read by any thread.
  private volatile boolean stopping;

  /** So many threads are about to start. */
  void begins(int threads) {
    lock.lock();
    try {
      live = threads;
    } finally {
      lock.unlock();
    }
  }

  void threadEnded() {
    lock.lock();
    try {
      live--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean stopping() {
    return stopping;
  }

  /** It stops for this cause; a later one is added to the first. */
  void stops(Throwable error) {
    lock.lock();
    try {
      if (cause == null) {
        cause = error;
      } else if (cause != error && cause.getSuppressed().length < MOST_SUPPRESSED) {
        cause.addSuppressed(error);
      }
      stopping = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A thread doesn't stop: after a cancel this is the news, after a failure it adds to it. */
  void isDeaf(PipelineException error) {
    lock.lock();
    try {
      if (cause instanceof CancellationException cancelled) {
        error.addSuppressed(cancelled);
        cause = error;
      } else {
        stops(error);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits a while for the threads to end or the run to stop; how many threads are left. */
  int awaitQuiet(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (live > 0 && !stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
      return live;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Throwable cause() {
    lock.lock();
    try {
      return cause;
    } finally {
      lock.unlock();
    }
  }
}

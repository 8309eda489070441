// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a pool counts; any thread counts, any reads. */
final class PoolCounters {
  // Striped: every task comes by here, from every thread.
  private final LongAdder running = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final AtomicInteger abandoned = new AtomicInteger();

  void started(boolean again) {
    running.increment();
    if (again) {
      retried.increment();
    }
  }

  void stopped() {
    running.decrement();
  }

  /** The thread's attempt is over for the pool, which goes on without it. */
  void threadAbandoned() {
    abandoned.incrementAndGet();
  }

  void threadReturned() {
    abandoned.decrementAndGet();
  }

  int abandonedThreads() {
    return abandoned.get();
  }

  /** Attempts that are being made. */
  long running() {
    // An end may be seen before its start.
    return Math.max(0, running.sum());
  }

  PoolStats stats(int queued, long running, long ended, @Nullable Crew crew) {
    return new PoolStats(
        queued,
        Math.toIntExact(running),
        ended,
        retried.sum(),
        crew == null ? 0 : crew.workersStarted(),
        crew == null ? 0 : crew.workersDied(),
        abandoned.get());
  }
}

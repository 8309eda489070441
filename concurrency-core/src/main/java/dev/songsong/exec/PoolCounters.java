// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a pool counts; any thread counts, any reads. */
final class PoolCounters {
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicInteger abandoned = new AtomicInteger();

  void started(boolean again) {
    running.incrementAndGet();
    if (again) {
      retried.incrementAndGet();
    }
  }

  void stopped() {
    running.decrementAndGet();
  }

  void ended() {
    ended.incrementAndGet();
  }

  void threadAbandoned() {
    abandoned.incrementAndGet();
  }

  void threadReturned() {
    abandoned.decrementAndGet();
    running.decrementAndGet();
  }

  PoolStats stats(int queued, @Nullable Crew crew) {
    return new PoolStats(
        queued,
        running.get(),
        ended.get(),
        retried.get(),
        crew == null ? 0 : crew.workersStarted(),
        crew == null ? 0 : crew.workersDied(),
        abandoned.get());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until the test moves it. */
final class ManualTime implements TimeSource {
  private final AtomicLong now = new AtomicLong(); // moved by the test, read by all

  void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }

  @Override
  public long nanos() {
    return now.get();
  }

  @Override
  public <T> @Nullable T poll(BlockingQueue<T> queue, long until) throws InterruptedException {
    T head = queue.poll();
    while (head == null && now.get() - until < 0) {
      head = queue.poll(1, TimeUnit.MILLISECONDS);
    }
    return head;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Time as a supervisor sees it: a clock, and the one way to wait by it. Tests give their own, whose
 * time stands still until they move it.
 */
public interface TimeSource {

  /** The machine's time. */
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public <T> @Nullable T poll(BlockingQueue<T> queue, long until)
            throws InterruptedException {
          return queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
      };

  /** Nanoseconds since some moment; only differences mean anything. */
  long nanos();

  /** The queue's head as soon as there is one, or null when {@link #nanos()} has passed until. */
  <T> @Nullable T poll(BlockingQueue<T> queue, long until) throws InterruptedException;
}

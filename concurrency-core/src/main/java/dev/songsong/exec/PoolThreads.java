// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads of this JVM that run a pool's tasks, or ship them. Thread-safe. */
final class PoolThreads {
  // Whose the current thread is; bound by each such thread for its whole life.
  private static final ScopedValue<PoolThreads> MINE = ScopedValue.newInstance();

  // Added by whoever starts them, under the pool's life's lock; removed by themselves.
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** Starts a daemon thread that close() waits for: an unclosed pool must not keep a JVM alive. */
  void start(String name, Runnable body) {
    Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> live(body));
    threads.add(thread);
    thread.start();
  }

  private void live(Runnable body) {
    try {
      ScopedValue.where(MINE, this).run(body);
    } finally {
      threads.remove(Thread.currentThread());
    }
  }

  /** Whether the calling thread is one of these. */
  boolean haveCaller() {
    return MINE.isBound() && MINE.get() == this;
  }

  /** Leaves a thread alone that does not end. */
  void abandon(Thread thread) {
    threads.remove(thread);
  }

  /** Waits for these and the others, at most for so long together. */
  void joinAll(Collection<Thread> others, Duration patience) {
    threads.addAll(others);
    Threads.joinAll(threads, patience);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The threads of this JVM that run or ship a pool's tasks. */
final class PoolThreads {
  // Whose the current thread is; bound by each platform thread for its whole life.
  private static final ScopedValue<PoolThreads> MINE = ScopedValue.newInstance();

  // Added by whoever starts one, removed by themselves.
  private final Set<Thread> platform = ConcurrentHashMap.newKeySet();
  // One for all: to make a name for each takes a fifth of what its thread takes. This very string
  // is no other thread's, unless somebody gives it to one.
  private final String virtualName;
  // Starts nothing by itself.
  private final ExecutorService virtual;

  PoolThreads(String pool) {
    this.virtualName = "virtual-" + pool;
    this.virtual =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(virtualName).factory());
  }

  /** Starts a daemon thread that close() waits for: an unclosed pool must not keep a JVM alive. */
  void start(String name, Runnable body) {
    Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> live(body));
    platform.add(thread);
    try {
      thread.start();
    } catch (Throwable e) {
      platform.remove(thread);
      throw e;
    }
  }

  private void live(Runnable body) {
    try {
      ScopedValue.where(MINE, this).run(body);
    } finally {
      platform.remove(Thread.currentThread());
    }
  }

  /** Whether the calling thread is one of the platform threads. */
  boolean haveCaller() {
    return MINE.isBound() && MINE.get() == this;
  }

  /**
   * Starts a virtual thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException after {@link #end}
   */
  void startVirtual(Runnable body) {
    virtual.execute(body);
  }

  /** Leaves a thread alone from now on. */
  void forget(@Nullable Thread thread) {
    if (thread != null) {
      platform.remove(thread);
    }
  }

  /** Interrupts the virtual threads, whatever they do. */
  void interruptVirtual() {
    virtual.shutdownNow();
  }

  /** Starts no more, and waits for those that are; for either kind at most so long. */
  void end(Duration patienceForVirtual, Duration patience) {
    virtual.shutdown();
    // No thread can await itself.
    if (!virtualHasCaller()) {
      Threads.awaitEnd(virtual, patienceForVirtual);
    }
    Threads.joinAll(platform, patience);
  }

  private boolean virtualHasCaller() {
    return Thread.currentThread().getName() == virtualName;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * To wake a thread costs as much as to answer a small request. So what one look at the sockets
 * brought goes over together, and comes back together:
 *
 *   loop      collects what its look brought, and starts one virtual thread, the guide
 *   guide     starts a virtual thread for each request and yields, so that they run before it
 *   requests  leave their answers in `done`, and wake nobody
 *   guide     comes behind them, and wakes the loop once; those that block come back by themselves
 *
 * No answer is forgotten: a request leaves its answer and then looks for guides, a guide signs off
 * and then looks for answers, so that one of the two sees the other. And none waits long for its
 * companions: past PATIENCE the next of them wakes the loop, and if not even that comes, as when
 * handlers keep every core to themselves, the loop looks by itself, twice a second.
 */
/** The way from one event loop to virtual threads, and back. */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final long PATIENCE_NANOS = 200_000;

  /** So many steps at once, then the sockets have their turn. */
  private static final int STEPS = 256;

  private static final ThreadFactory REQUESTS = Thread.ofVirtual().name("web-request").factory();
  private static final ThreadFactory GUIDES = Thread.ofVirtual().name("web-guide").factory();

  private final EventExecutor loop;
  private List<Runnable> ready = new ArrayList<>(); // the loop's
  private final Queue<Runnable> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger guides = new AtomicInteger(); // those under way
  private final AtomicBoolean woken = new AtomicBoolean(); // a look at `done` is scheduled
  // When the oldest answer came, 0 if there is none. Written by the loop and by any request: two
  // at once differ by less than matters.
  private volatile long waitingSince;
  private long brought; // the loop's

  Lane(EventExecutor loop) {
    this.loop = loop;
  }

  /** Loop: has the work done by a virtual thread of its own, at the end of this look. */
  void start(Runnable work) {
    ready.add(work);
    if (ready.size() == 1) {
      loop.execute(this::depart);
    }
  }

  private void depart() {
    if (ready.size() == 1) {
      REQUESTS.newThread(ready.removeFirst()).start();
      return;
    }
    List<Runnable> batch = ready;
    ready = new ArrayList<>(batch.size());
    guides.incrementAndGet();
    GUIDES.newThread(() -> guide(batch)).start();
  }

  private void guide(List<Runnable> batch) {
    try {
      for (Runnable work : batch) {
        REQUESTS.newThread(work).start();
      }
      Thread.yield();
    } finally {
      guides.decrementAndGet();
      if (!done.isEmpty()) {
        wake();
      }
    }
  }

  /** Any thread: goes on on the loop, soon; the steps of one thread in their order. */
  void back(Runnable step) {
    done.add(step);
    if (guides.get() == 0 || waitsTooLong()) {
      wake();
    }
  }

  private boolean waitsTooLong() {
    long now = System.nanoTime();
    long since = waitingSince;
    if (since == 0) {
      waitingSince = now;
      return false;
    }
    return now - since > PATIENCE_NANOS;
  }

  private void wake() {
    if (!woken.get() && woken.compareAndSet(false, true)) {
      try {
        loop.execute(this::arrive);
      } catch (RejectedExecutionException e) {
        // The loop has ended, and its connections with it: steps only let go of what they hold.
        arrive();
      }
    }
  }

  /** Loop: takes the steps that are there. */
  void arrive() {
    woken.set(false);
    waitingSince = 0;
    for (int i = 0; i < STEPS; i++) {
      Runnable step = done.poll();
      if (step == null) {
        return;
      }
      brought++;
      run(step);
    }
    wake();
  }

  /** Loop: how many steps came back so far. */
  long brought() {
    return brought;
  }

  private static void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOG.error("an answer could not be sent", e);
    }
  }
}

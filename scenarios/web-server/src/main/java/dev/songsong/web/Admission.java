// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/*
 * Where a request can be, and what it counts for:
 *
 *   queue   waits for a place                                inside
 *   place   its handler works                                inside, one of `running`
 *   aside   its handler waits for its client: bytes of the
 *           body, room for more of the answer, an event      aside
 *   beside  its handler ran on the loop; the rest of its
 *           answer is made                                   `atWork` only, as all are
 *
 * Slow clients would else take all places while nothing is done in them. Whoever comes back from
 * aside has a place at once, even if none is free: it may hold what those that have one wait for,
 * a lock or a connection to a database, and all would stand still. So more may run than there are
 * places, by as many as may be aside; who waits in the queue waits until they are fewer again.
 */
/**
 * Lets in as many requests as a process can bear: so many run, so many wait, and the rest is told
 * at once to come again. Waiting costs no more than a parked virtual thread, and a short queue
 * keeps those that are let in fast, where a long one would make all late.
 *
 * <p>Thread-safe.
 */
final class Admission {
  private final int most;
  private final Places running;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger aside = new AtomicInteger();
  // One count, for a sum of the others would miss who just goes from one to another.
  private final AtomicInteger atWork = new AtomicInteger();

  Admission(Limits limits) {
    this.most = limits.requests() + limits.queue();
    this.running = new Places(limits.requests());
  }

  /** Loop: runs the work on a virtual thread, soon or when it is its turn; false if all is full. */
  boolean run(Exchange work) {
    if (inside.incrementAndGet() > most) {
      inside.decrementAndGet();
      return false;
    }
    atWork.incrementAndGet();
    work.connection().lane().start(() -> inTurn(work));
    return true;
  }

  private void inTurn(Exchange work) {
    try {
      running.acquire();
      try {
        work.handle();
      } finally {
        running.release();
      }
    } catch (InterruptedException e) {
      // The server ends: nobody waits for the answer any more.
      Thread.currentThread().interrupt();
    } finally {
      inside.decrementAndGet();
      atWork.decrementAndGet();
    }
  }

  /**
   * Handler's thread, which has a place: lets others have it while the client is slow.
   *
   * @return false if so many have done so that it must keep it: each holds memory for its client
   */
  boolean stepAside() {
    if (aside.incrementAndGet() > most) {
      aside.decrementAndGet();
      return false;
    }
    inside.decrementAndGet();
    running.release();
    return true;
  }

  /** The same thread: goes on. */
  void comeBack() {
    inside.incrementAndGet();
    running.takeAtOnce();
    aside.decrementAndGet();
  }

  /** How many wait for their turn, about. */
  int waiting() {
    return Math.max(0, inside.get() - running.taken());
  }

  /**
   * Loop: does the rest of a request whose handler ran on the loop, which takes no place: to find
   * files, to compress and to stream takes time, so it is for a virtual thread.
   */
  void runBeside(Runnable rest) {
    atWork.incrementAndGet();
    Thread.ofVirtual().name("web-answer").start(() -> beside(rest));
  }

  private void beside(Runnable rest) {
    try {
      rest.run();
    } finally {
      atWork.decrementAndGet();
    }
  }

  /** How many run, or wait for their turn, now. */
  int inside() {
    return inside.get();
  }

  /** How many wait for their clients, and have let others have their places. */
  int aside() {
    return aside.get();
  }

  /** How many there are in all. */
  int atWork() {
    return atWork.get();
  }

  /** Places of which more may be taken than there are. */
  private static final class Places extends Semaphore {
    private static final long serialVersionUID = 1;

    private final int all;

    Places(int all) {
      // Not fair: who comes just when one ends goes first, which saves a switch.
      super(all);
      this.all = all;
    }

    void takeAtOnce() {
      reducePermits(1);
    }

    int taken() {
      return all - availablePermits();
    }
  }
}

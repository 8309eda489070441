// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets in as many requests as a process can bear: so many run, so many wait, and the rest is told
 * at once to come again. Waiting costs no more than a parked virtual thread, and a short queue
 * keeps those that are let in fast, where a long one would make all late.
 *
 * <p>Thread-safe.
 */
final class Admission {
  private final int most;
  private final int places;
  private final Semaphore running;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger beside = new AtomicInteger(); // take no place

  Admission(Limits limits) {
    this.most = limits.requests() + limits.queue();
    // Not fair: who comes just when one ends goes first, which saves a switch.
    this.places = limits.requests();
    this.running = new Semaphore(places);
  }

  /** Loop: runs the work on a virtual thread, soon or when it is its turn; false if all is full. */
  boolean run(Exchange work) {
    if (inside.incrementAndGet() > most) {
      inside.decrementAndGet();
      return false;
    }
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
    }
  }

  /** How many wait for their turn, about. */
  int waiting() {
    return Math.max(0, inside.get() - (places - running.availablePermits()));
  }

  /**
   * Loop: does the rest of a request whose handler ran on the loop, which takes no place: to find
   * files, to compress and to stream takes time, so it is for a virtual thread.
   */
  void runBeside(Runnable rest) {
    beside.incrementAndGet();
    Thread.ofVirtual().name("web-answer").start(() -> beside(rest));
  }

  private void beside(Runnable rest) {
    try {
      rest.run();
    } finally {
      beside.decrementAndGet();
    }
  }

  /** How many run or wait now. */
  int inside() {
    return inside.get();
  }

  /** The same, and those that take no place. */
  int atWork() {
    return inside.get() + beside.get();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Two threads that wake each other by turns, by the plainest means: none of it spins. */
final class Turns {
  private static final int ASKER = 0;
  private static final int ANSWERER = 1;
  private static final int OVER = 2;

  private final Thread asker;
  // Whose turn it is; written by the one whose turn it was, read by both.
  private final AtomicInteger turn = new AtomicInteger(ASKER);

  Turns(Thread asker) {
    this.asker = asker;
  }

  /** Gives the turn to the other and waits until it comes back. */
  void ask(Thread answerer) throws InterruptedException {
    turn.set(ANSWERER);
    LockSupport.unpark(answerer);
    while (turn.get() != ASKER) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        throw new InterruptedException("while taking turns");
      }
    }
  }

  /** Gives every turn back until the end. */
  void answer() {
    while (turn.get() != OVER) {
      if (turn.compareAndSet(ANSWERER, ASKER)) {
        LockSupport.unpark(asker);
      } else {
        LockSupport.park(this);
      }
    }
  }

  void end(Thread answerer) {
    turn.set(OVER);
    LockSupport.unpark(answerer);
  }
}

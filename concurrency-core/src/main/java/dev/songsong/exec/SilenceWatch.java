// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Notices a worker that says nothing about the tasks a slot has sent it.
 *
 * <p>A task's time limit begins when its worker says that it has started. A worker that was frozen
 * before, by SIGSTOP or its container's freezer, never says so, and none of its connections breaks.
 * So the timer looks now and then whether the slot's thread still waits for the same answer. It
 * must have seen that twice: after a freeze of the whole machine it may be the first to wake.
 */
final class SilenceWatch {
  private final Pool pool;
  private final int slot;
  private final Duration patience;
  // Odd while the slot's thread waits for its worker; written by that thread, read by the timer.
  private final AtomicLong turns = new AtomicLong();
  // Whether the timer looks; set by the slot's thread, cleared by the timer.
  private final AtomicBoolean armed = new AtomicBoolean();
  // Set by the slot's thread while it has work in a worker, read by the timer.
  private volatile @Nullable Worker worker;

  SilenceWatch(Pool pool, int slot, Duration patience) {
    this.pool = pool;
    this.slot = slot;
    this.patience = patience;
  }

  void begin(Worker at) {
    worker = at;
    arm(-1, false);
  }

  void end() {
    heard();
    worker = null;
  }

  /** The slot's thread writes to its worker, or reads from it, from now on. */
  void waits() {
    long now = turns.getPlain();
    if ((now & 1) == 0) {
      turns.setRelease(now + 1);
    }
  }

  /** It doesn't any more. */
  void heard() {
    long now = turns.getPlain();
    if ((now & 1) == 1) {
      turns.setRelease(now + 1);
    }
  }

  private void arm(long seen, boolean once) {
    if (armed.compareAndSet(false, true)) {
      pool.timer().after(patience.dividedBy(2), () -> look(seen, once));
    }
  }

  private void look(long seen, boolean once) {
    // First, so that the slot's thread arms the next look if this one finds it idle.
    armed.set(false);
    Worker at = worker;
    if (at == null) {
      return;
    }
    long now = turns.getAcquire();
    boolean silent = now == seen && (now & 1) == 1;
    String why = "killed: silent for " + patience + " about a task it was sent";
    if (silent && once && at.doom(slot, null, why)) {
      at.stopSoon(pool);
    } else {
      arm(now, silent);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A counter that only grows, and that one thread at a time may wait for. */
final class Tally {
  /*
   * Who waits looks for a moment, then yields its core between looks, then sleeps. Yielding counts
   * most: where a pipeline has more threads than there are cores, spinning keeps from its core the
   * very thread that is waited for.
   *
   * Sleeping. The sleeper first sets wakesAt, then looks at the counter again; who counts does so,
   * then looks at wakesAt. With a full fence between the two steps on both sides, one is sure to see
   * the other.
   *
   *   add  has the fence: no wake-up is lost.
   *   set  has not: a fence an item was four fifths of the hand-over's cost. So it may miss a thread
   *        that falls asleep in the same nanoseconds. That thread therefore first naps for NAP_NANOS
   *        and looks again, by when a processor has long made the count visible. Java promises only
   *        that this happens some time, hence the later rounds: every sleep ends after ROUND_NANOS.
   *
   * Who wakes the sleeper takes wakesAt back, or each further count would find it there until the
   * sleeper has got a core, and take the lock for nothing.
   */
  static final long FOREVER = Long.MAX_VALUE;

  private static final long LOOK_NANOS = 1_000;
  private static final long YIELD_NANOS = 20_000;
  private static final long NAP_NANOS = 50_000;
  private static final long ROUND_NANOS = 50_000_000;
  private static final int LOOK_EVERY = 8;
  private static final long NEVER = Long.MAX_VALUE;
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(Tally.class, "count", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ReentrantLock sleep = new ReentrantLock();
  private final Condition grown = sleep.newCondition();
  // Written by set's caller, one at a time, or added to by any; read by any.
  private long count;
  // The count that ends the sleep; written under the lock sleep, read by who counts.
  private volatile long wakesAt = NEVER;

  /** The count, for the one thread that sets it. */
  long own() {
    return count;
  }

  /** The count, and what was written before it. */
  long get() {
    return (long) COUNT.getAcquire(this);
  }

  /** Raises the count; for one thread at a time. May wake the sleeper a nap late, as told above. */
  void set(long to) {
    COUNT.setRelease(this, to);
    if (to >= wakesAt) {
      wake();
    }
  }

  /** Adds to the count; for any thread. */
  void add(long more) {
    long now = (long) COUNT.getAndAdd(this, more) + more;
    if (now >= wakesAt) {
      wake();
    }
  }

  /** Makes the sleeper look again, at the count and at its reason to give up. */
  void wake() {
    sleep.lock();
    try {
      wakesAt = NEVER;
      grown.signal();
    } finally {
      sleep.unlock();
    }
  }

  /**
   * Waits until the count has reached {@code target}, {@code givesUp} says yes, or the deadline of
   * {@link System#nanoTime} has passed; the caller looks which. An interrupt doesn't end the wait.
   */
  void await(long target, long deadline, BooleanSupplier givesUp) {
    if (!look(target, deadline, givesUp)) {
      sleep(target, deadline, givesUp);
    }
  }

  private boolean look(long target, long deadline, BooleanSupplier givesUp) {
    long start = System.nanoTime();
    long past = 0;
    while (past < YIELD_NANOS && (deadline == FOREVER || start + past - deadline < 0)) {
      if (get() >= target || givesUp.getAsBoolean()) {
        return true;
      }
      if (past < LOOK_NANOS) {
        // Looking seldom lets the other side get ahead, so that the next look finds many items.
        for (int i = 0; i < LOOK_EVERY; i++) {
          Thread.onSpinWait();
        }
      } else {
        Thread.yield();
      }
      past = System.nanoTime() - start;
    }
    return false;
  }

  private void sleep(long target, long deadline, BooleanSupplier givesUp) {
    boolean interrupted = false;
    long round = NAP_NANOS;
    sleep.lock();
    try {
      while (mustSleep(target, givesUp)) {
        long left = deadline == FOREVER ? round : Math.min(round, deadline - System.nanoTime());
        if (left <= 0) {
          break;
        }
        try {
          grown.await(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        round = ROUND_NANOS;
      }
      wakesAt = NEVER;
    } finally {
      sleep.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** First says so, then looks. */
  private boolean mustSleep(long target, BooleanSupplier givesUp) {
    wakesAt = target;
    return (long) COUNT.getVolatile(this) < target && !givesUp.getAsBoolean();
  }
}

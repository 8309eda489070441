// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue in front of a stage: an item holds its place from the moment it is put until
 * the stage has handed its result on.
 *
 * @param <T> the items' type
 */
final class Ring<T> {
  /*
   * Three counters that only grow, released <= claimed <= tail <= released + capacity:
   *
   *   tail      items ever put;        written by the one producer in turn, read by consumers
   *   claimed   items ever taken out;  written by the one consumer in turn
   *   released  items ever done with;  added to by every consumer
   *
   * Item i lies in slot i % length. Between one producer and one consumer no lock is needed: the
   * producer writes the slot, then tail; the consumer reads tail, then the slot. (Lamport, "Proving
   * the correctness of multiprocess programs", 1977.) Of several producers, one at a time is let in
   * by a lock, and so for consumers; the lock orders their writes.
   *
   * Why slot t may be written when t < released + capacity, although consumers release in any order:
   * at least t - capacity + 1 items are released, so one of them has number t - capacity or more. It
   * was claimed after item t - capacity was, in the consumers' order, and claiming empties the slot.
   *
   * Sleeping. Who is about to sleep first says so, then looks again; who changes a counter does so,
   * then looks for sleepers. With a full fence between the two steps on both sides one is sure to see
   * the other. Releasing has it. Putting has not: a fence an item was four fifths of the hand-off's
   * cost (45 ns against 8). So a put may miss a consumer that falls asleep in the same nanoseconds;
   * the consumer therefore first naps for NAP_NANOS and looks again, by when the put is long visible.
   * Java promises only that it is visible some time, hence the later rounds of ROUND_NANOS.
   * A producer sleeps until half the ring is free, or it would be woken for each item.
   *
   * States: OPEN -> ENDED (no more items come; what is there is still taken) or STOPPED (give up).
   */
  static final long FOREVER = Long.MAX_VALUE;
  static final long NOW = Long.MIN_VALUE;
  static final int END = -1;

  private enum State {
    OPEN,
    ENDED,
    STOPPED
  }

  private static final long SPIN_NANOS = 10_000;
  private static final long NAP_NANOS = 50_000;
  private static final long ROUND_NANOS = 50_000_000;
  private static final int LOOK_EVERY = 8;
  private static final boolean SPIN_IS_USEFUL = Runtime.getRuntime().availableProcessors() > 1;
  private static final VarHandle TAIL = handle("tail");
  private static final VarHandle CLAIMED = handle("claimed");
  private static final VarHandle RELEASED = handle("released");

  private final int capacity;
  private final int mask;
  // Each slot is written by the producer in turn, emptied by the consumer in turn.
  private final @Nullable Object[] slots;
  private final int consumers;
  // Stages that still put items; lowered by each when it ends.
  private final AtomicInteger feeders;
  private final boolean manyProducers;
  private final ReentrantLock producerTurn = new ReentrantLock();
  private final ReentrantLock consumerTurn = new ReentrantLock();
  private final ReentrantLock sleep = new ReentrantLock();
  private final Condition items = sleep.newCondition();
  private final Condition room = sleep.newCondition();

  // Written by the producer in turn, read by the consumer in turn and by statistics.
  private long tail;
  // The producer's last look at released; of the producer in turn.
  private long releasedSeen;
  // Written by the consumer in turn, read by statistics.
  private long claimed;
  // Added to by consumers, read by the producer in turn.
  private long released;
  // Written by the consumer in turn, read by the producer in turn.
  private volatile boolean consumerSleeps;
  // The value of released that wakes the producer; written by it, read by consumers.
  private volatile long producerWakesAt = Long.MAX_VALUE;
  // Written under the lock sleep, read by all.
  private volatile State state = State.OPEN;

  Ring(int capacity, int producers, int consumers, int feeders) {
    this.capacity = capacity;
    this.consumers = consumers;
    this.feeders = new AtomicInteger(feeders);
    this.manyProducers = producers > 1;
    int length = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
    this.slots = new Object[length];
    this.mask = length - 1;
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Ring.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  int capacity() {
    return capacity;
  }

  /** Items that hold a place now: those that wait and those that are worked on. */
  int held() {
    long gone = (long) RELEASED.getAcquire(this);
    // More may have been put since the look at released.
    return Math.clamp((long) TAIL.getAcquire(this) - gone, 0, capacity);
  }

  /** Items that wait to be taken. */
  int waiting() {
    long taken = (long) CLAIMED.getAcquire(this);
    return (int) Math.max(0, (long) TAIL.getAcquire(this) - taken);
  }

  /** Waits for a free place; false once the ring is stopped. */
  boolean awaitRoom(Meter meter) {
    lockTurn(manyProducers, producerTurn);
    try {
      return roomForOne(meter);
    } finally {
      unlockTurn(manyProducers, producerTurn);
    }
  }

  /** Puts an item, waiting for a place; false if the ring was stopped instead. */
  boolean put(T item, Meter meter) {
    if (!manyProducers) {
      return putInTurn(item, meter);
    }
    producerTurn.lock();
    try {
      return putInTurn(item, meter);
    } finally {
      producerTurn.unlock();
    }
  }

  /** Puts the first {@code count} of {@code from}, one after the other; otherwise as put. */
  boolean putAll(@Nullable Object[] from, int count, Meter meter) {
    lockTurn(manyProducers, producerTurn);
    try {
      for (int i = 0; i < count; i++) {
        if (!putInTurn(from[i], meter)) {
          return false;
        }
      }
      return true;
    } finally {
      unlockTurn(manyProducers, producerTurn);
    }
  }

  private boolean putInTurn(@Nullable Object item, Meter meter) {
    if (!roomForOne(meter)) {
      return false;
    }
    long at = tail;
    slots[(int) at & mask] = item;
    TAIL.setRelease(this, at + 1);
    if (consumerSleeps) {
      wake(items);
    }
    return true;
  }

  private boolean roomForOne(Meter meter) {
    if (tail - releasedSeen < capacity) {
      return true;
    }
    releasedSeen = (long) RELEASED.getAcquire(this);
    return tail - releasedSeen < capacity || sleepUntilRoom(meter);
  }

  private boolean sleepUntilRoom(Meter meter) {
    long since = meter.blocks();
    long needed = tail - capacity + Math.max(1, capacity / 2);
    if (!spin(() -> (long) RELEASED.getAcquire(this) >= needed)) {
      sleep.lock();
      try {
        producerWakesAt = needed;
        while ((long) RELEASED.getVolatile(this) < needed && state != State.STOPPED) {
          room.awaitUninterruptibly();
        }
        producerWakesAt = Long.MAX_VALUE;
      } finally {
        sleep.unlock();
      }
    }
    meter.blockedSince(since);
    releasedSeen = (long) RELEASED.getAcquire(this);
    return state != State.STOPPED;
  }

  /**
   * Takes up to {@code max} items, waiting for the first until the deadline of {@link
   * System#nanoTime}, or {@link #FOREVER}.
   *
   * @return how many; 0 when the deadline passed; {@link #END} when no more will come
   */
  int claim(Claim into, int max, long deadline, Meter meter) {
    if (consumers == 1) {
      return claimInTurn(into, max, deadline, meter);
    }
    if (!consumerTurn.tryLock()) {
      long since = meter.waits();
      consumerTurn.lock();
      meter.waitedSince(since);
    }
    try {
      return claimInTurn(into, max, deadline, meter);
    } finally {
      consumerTurn.unlock();
    }
  }

  private int claimInTurn(Claim into, int max, long deadline, Meter meter) {
    long from = claimed;
    long seen = (long) TAIL.getAcquire(this);
    if (seen == from && state != State.STOPPED) {
      seen = sleepUntilItems(from, deadline, meter);
    }
    if (state == State.STOPPED) {
      return END;
    }
    if (seen == from) {
      return state == State.OPEN ? 0 : END;
    }
    // A fair share, so that one consumer doesn't leave the others without work.
    long share = (seen - from + consumers - 1) / consumers;
    int count = (int) Math.min(Math.min(max, into.items.length), share);
    for (int i = 0; i < count; i++) {
      int slot = (int) (from + i) & mask;
      into.items[i] = slots[slot];
      slots[slot] = null;
    }
    into.first = from;
    into.count = count;
    CLAIMED.setRelease(this, from + count);
    return count;
  }

  private long sleepUntilItems(long from, long deadline, Meter meter) {
    if (deadline == NOW) {
      return from;
    }
    long since = meter.waits();
    if (!spin(() -> (long) TAIL.getAcquire(this) != from)
        && (deadline == FOREVER || deadline - since > 0)) {
      sleep.lock();
      try {
        consumerSleeps = true;
        awaitItemsLocked(from, deadline);
        consumerSleeps = false;
      } finally {
        sleep.unlock();
      }
    }
    meter.waitedSince(since);
    return (long) TAIL.getAcquire(this);
  }

  private void awaitItemsLocked(long from, long deadline) {
    boolean interrupted = false;
    long round = NAP_NANOS;
    while ((long) TAIL.getVolatile(this) == from && state == State.OPEN) {
      long left = deadline == FOREVER ? round : Math.min(round, deadline - System.nanoTime());
      if (left <= 0) {
        break;
      }
      try {
        items.await(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      round = ROUND_NANOS;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives back the places of items that are done with. */
  void release(int count) {
    long now = (long) RELEASED.getAndAdd(this, (long) count) + count;
    if (now >= producerWakesAt) {
      wake(room);
    }
  }

  /** One of the stages that fill it has ended; after the last, consumers take what is left. */
  void feederEnded() {
    if (feeders.decrementAndGet() == 0) {
      close(State.ENDED);
    }
  }

  /** Consumers and producers give up at once. */
  void stop() {
    close(State.STOPPED);
  }

  private void close(State to) {
    sleep.lock();
    try {
      if (state != State.STOPPED) {
        state = to;
      }
      items.signalAll();
      room.signalAll();
    } finally {
      sleep.unlock();
    }
  }

  private void wake(Condition sleeper) {
    sleep.lock();
    try {
      sleeper.signal();
    } finally {
      sleep.unlock();
    }
  }

  private boolean spin(BooleanSupplier done) {
    if (!SPIN_IS_USEFUL) {
      return false;
    }
    long end = System.nanoTime() + SPIN_NANOS;
    while (state == State.OPEN && System.nanoTime() < end) {
      if (done.getAsBoolean()) {
        return true;
      }
      // Looking seldom lets the other side get ahead, so that the next look finds many items.
      for (int i = 0; i < LOOK_EVERY; i++) {
        Thread.onSpinWait();
      }
    }
    return done.getAsBoolean();
  }

  private static void lockTurn(boolean needed, ReentrantLock turn) {
    if (needed) {
      turn.lock();
    }
  }

  private static void unlockTurn(boolean needed, ReentrantLock turn) {
    if (needed) {
      turn.unlock();
    }
  }
}

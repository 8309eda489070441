// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
   *   tail      items ever put;        set by the one producer in turn, waited for by the consumer
   *   claimed   items ever taken out;  set by the one consumer in turn
   *   released  items ever done with;  added to by every consumer, waited for by the producer
   *
   * Item i lies in slot i % length. Between one producer and one consumer no lock is needed: the
   * producer writes the slot, then tail; the consumer reads tail, then the slot. (Lamport, "Proving
   * the correctness of multiprocess programs", 1977.) Of several producers, one at a time is let in
   * by a lock, and so for consumers; the lock orders their writes. So each Tally has one waiter.
   *
   * Why slot t may be written when t < released + capacity, although consumers release in any order:
   * at least t - capacity + 1 items are released, so one of them has number t - capacity or more. It
   * was claimed after item t - capacity was, in the consumers' order, and claiming empties the slot.
   *
   * A producer that found the ring full waits until half of it is free, or it would be woken for each
   * item: half of what lies there waiting, that is, for who works on the rest must not run dry.
   *
   * States: OPEN -> ENDED (no more items come; what is there is still taken) or STOPPED (give up).
   */
  static final long FOREVER = Tally.FOREVER;
  static final long NOW = Long.MIN_VALUE;
  static final int END = -1;

  private enum State {
    OPEN,
    ENDED,
    STOPPED
  }

  private final int capacity;
  private final int mask;
  private final Tally tail = new Tally();
  // Each slot is written by the producer in turn, emptied by the consumer in turn. Made between the
  // counters of the two sides, so that these seldom share a cache line.
  private final @Nullable Object[] slots;
  private final Tally released = new Tally();
  private final int consumers;
  // Free places that wake a producer.
  private final int enoughRoom;
  // Stages that still put items; lowered by each when it ends.
  private final AtomicInteger feeders;
  private final boolean manyProducers;
  private final ReentrantLock producerTurn = new ReentrantLock();
  private final ReentrantLock consumerTurn = new ReentrantLock();
  // Written by who ends or stops the ring, read by any; never goes back.
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final BooleanSupplier stopped = () -> state.get() == State.STOPPED;
  private final BooleanSupplier closed = () -> state.get() != State.OPEN;
  // Set by the consumer in turn, read by statistics.
  private final AtomicLong claimed = new AtomicLong();
  // The producer's last look at released; of the producer in turn.
  private long releasedSeen;

  Ring(int capacity, int producers, int consumers, int feeders) {
    this(capacity, producers, consumers, feeders, consumers);
  }

  /** As many as {@code workedOn} items are worked on at once. */
  Ring(int capacity, int producers, int consumers, int feeders, int workedOn) {
    this.enoughRoom = Math.max(1, (capacity - workedOn) / 2);
    this.capacity = capacity;
    this.consumers = consumers;
    this.feeders = new AtomicInteger(feeders);
    this.manyProducers = producers > 1;
    int length = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
    this.slots = new Object[length];
    this.mask = length - 1;
  }

  int capacity() {
    return capacity;
  }

  /** Items that hold a place now: those that wait and those that are worked on. */
  int held() {
    long gone = released.get();
    // More may have been put since the look at released.
    return Math.clamp(tail.get() - gone, 0, capacity);
  }

  /** Items that wait to be taken. */
  int waiting() {
    long taken = claimed.getAcquire();
    return (int) Math.max(0, tail.get() - taken);
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
    long at = tail.own();
    slots[(int) at & mask] = item;
    tail.set(at + 1);
    return true;
  }

  private boolean roomForOne(Meter meter) {
    long at = tail.own();
    if (at - releasedSeen < capacity) {
      return true;
    }
    releasedSeen = released.get();
    if (at - releasedSeen < capacity) {
      return true;
    }
    long since = meter.blocks();
    released.await(at - capacity + enoughRoom, FOREVER, stopped);
    meter.blockedSince(since);
    releasedSeen = released.get();
    return !stopped.getAsBoolean();
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
    long from = claimed.getPlain();
    long seen = tail.get();
    if (seen == from && deadline != NOW && !closed.getAsBoolean()) {
      long since = meter.waits();
      tail.await(from + 1, deadline, closed);
      meter.waitedSince(since);
    }
    // The end is looked for before the items, so that none put before it is missed; a stop after
    // them, so that none put after it is taken.
    boolean ended = closed.getAsBoolean();
    seen = tail.get();
    if (stopped.getAsBoolean()) {
      return END;
    }
    if (seen == from) {
      return ended ? END : 0;
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
    claimed.setRelease(from + count);
    return count;
  }

  /** Gives back the places of items that are done with. */
  void release(int count) {
    released.add(count);
  }

  /** One of the stages that fill it has ended; after the last, consumers take what is left. */
  void feederEnded() {
    if (feeders.decrementAndGet() == 0 && state.compareAndSet(State.OPEN, State.ENDED)) {
      wakeBoth();
    }
  }

  /** Consumers and producers give up at once. */
  void stop() {
    state.set(State.STOPPED);
    wakeBoth();
  }

  private void wakeBoth() {
    tail.wake();
    released.wake();
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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A double-ended queue of numbers: its owner pushes and pops at the bottom, thieves steal at the
 * top.
 */
final class WorkDeque {
  /*
   * The deque of Chase and Lev [1] in the C11 form of Lê, Pop, Cohen and Zappa Nardelli [2].
   *
   * The numbers are slots[top & mask] .. slots[(bottom - 1) & mask]. Only the owner moves bottom;
   * top only grows, by compare-and-set, and each such step takes the number at the old top: a
   * number is gone exactly once. The owner needs that step only for the last number, where it may
   * meet a thief; all others it takes by lowering bottom.
   *
   * Two orders carry the proof. In pop, the lowered bottom is visible before top is read, and in
   * steal, top is read before bottom (both by volatile access, which Java orders totally): so owner
   * and thief can't both miss each other over the last number. In push, the number is written
   * before bottom is raised (release), and a thief reads bottom before the number (acquire).
   *
   * A slot is read by a thief before its compare-and-set says whether the read counts. The owner
   * may overwrite it only after top has moved on, and then the thief's step fails. When the array
   * grows the old one stays as it was, so a thief that still holds it reads the right number.
   *
   * [1] D. Chase, Y. Lev: Dynamic circular work-stealing deque. SPAA 2005.
   * [2] N. M. Lê, A. Pop, A. Cohen, F. Zappa Nardelli: Correct and efficient work-stealing for weak
   *     memory models. PPoPP 2013.
   */

  /** There was nothing to take. */
  static final int EMPTY = -1;

  private static final int FIRST_CAPACITY = 64;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle TOP;
  private static final VarHandle BOTTOM;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TOP = lookup.findVarHandle(WorkDeque.class, "top", long.class);
      BOTTOM = lookup.findVarHandle(WorkDeque.class, "bottom", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Raised by whoever takes the number there; by compare-and-set.
  private volatile long top;
  // Written by the owner, read by thieves.
  private volatile long bottom;
  // Replaced by the owner, read by thieves.
  private volatile int[] slots = new int[FIRST_CAPACITY];

  /** Adds a number that is not negative; by the owner. */
  void push(int number) {
    long b = (long) BOTTOM.get(this);
    int[] array = slots;
    if (b - (long) TOP.getAcquire(this) >= array.length) {
      array = grow(array, b);
    }
    SLOT.setOpaque(array, (int) b & (array.length - 1), number);
    // Volatile, not release: the owner looks next for sleepers to wake, and must not look too soon.
    BOTTOM.setVolatile(this, b + 1);
  }

  private int[] grow(int[] array, long b) {
    var larger = new int[2 * array.length];
    for (long i = (long) TOP.getAcquire(this); i < b; i++) {
      larger[(int) i & (larger.length - 1)] = array[(int) i & (array.length - 1)];
    }
    slots = larger;
    return larger;
  }

  /** Takes the number pushed last, or {@link #EMPTY}; by the owner. */
  int pop() {
    long b = (long) BOTTOM.get(this) - 1;
    // The owner alone pushes, and top never passes bottom: what looks empty to it is.
    if (b < (long) TOP.getAcquire(this)) {
      return EMPTY;
    }
    int[] array = slots;
    BOTTOM.setVolatile(this, b);
    long t = (long) TOP.getVolatile(this);
    if (t > b) {
      BOTTOM.setRelease(this, b + 1);
      return EMPTY;
    }
    int number = (int) SLOT.getOpaque(array, (int) b & (array.length - 1));
    if (t == b) {
      boolean won = TOP.compareAndSet(this, t, t + 1);
      BOTTOM.setRelease(this, b + 1);
      return won ? number : EMPTY;
    }
    return number;
  }

  /** Takes the number pushed first, or {@link #EMPTY}; by any thread. */
  int steal() {
    while (true) {
      long t = (long) TOP.getVolatile(this);
      long b = (long) BOTTOM.getVolatile(this);
      if (t >= b) {
        return EMPTY;
      }
      int[] array = slots;
      int number = (int) SLOT.getOpaque(array, (int) t & (array.length - 1));
      if (TOP.compareAndSet(this, t, t + 1)) {
        return number;
      }
    }
  }

  /** Whether there was nothing to take a moment ago; by any thread. */
  boolean isEmpty() {
    return (long) TOP.getVolatile(this) >= (long) BOTTOM.getVolatile(this);
  }
}

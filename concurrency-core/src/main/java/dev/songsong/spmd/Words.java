// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Words of shared memory that order what was written before them; every fence of this package.
 *
 * <p>Whoever acquires what a release wrote also sees everything written before that release,
 * between processes as between threads: both see the same physical page.
 */
final class Words {
  /** Two cache lines: what one rank writes and another reads lies so far from the rest. */
  static final long LINE = 128;

  private static final VarHandle LONGS = ValueLayout.JAVA_LONG.varHandle();

  private Words() {}

  static long acquire(MemorySegment memory, long at) {
    return (long) LONGS.getAcquire(memory, at);
  }

  static void release(MemorySegment memory, long at, long value) {
    LONGS.setRelease(memory, at, value);
  }

  static boolean compareAndSet(MemorySegment memory, long at, long expected, long value) {
    return LONGS.compareAndSet(memory, at, expected, value);
  }

  static long getAndAdd(MemorySegment memory, long at, long delta) {
    return (long) LONGS.getAndAdd(memory, at, delta);
  }

  static long roundUp(long bytes, long unit) {
    return Math.ceilDiv(bytes, unit) * unit;
  }
}

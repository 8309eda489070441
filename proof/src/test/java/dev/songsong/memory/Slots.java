// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A new piece of native memory for each state of a stress test.
 *
 * <p>An arena a state would be too slow for millions of them. So they lie in one segment, a cache
 * line each, and are given out again after {@value #COUNT} others; a stride of jcstress has far
 * fewer.
 */
final class Slots {
  private static final long COUNT = 1 << 20;
  private static final long BYTES = 64;
  private static final MemorySegment ALL = Arena.global().allocate(COUNT * BYTES, BYTES);
  // Written by the thread that makes states; atomic, as several do.
  private static final AtomicLong NEXT = new AtomicLong();

  private Slots() {}

  /** The next slot, all zeros. */
  static MemorySegment next() {
    long slot = NEXT.getAndIncrement() & (COUNT - 1);
    return ALL.asSlice(slot * BYTES, BYTES).fill((byte) 0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.lang.foreign.MemorySegment.copy;

import java.lang.foreign.MemorySegment;

/**
 * A queue of bytes from one writer to one reader in memory that both see; never waits.
 *
 * <p>The writer and the reader each make a {@code ByteRing} of their own over the same memory,
 * which may be mapped into different processes. The memory must have been zeroed before.
 */
final class ByteRing {
  /*
   * Layout:  [written: 8, rest of a line] [taken: 8, rest of a line] [bytes ...]
   *
   * `written` and `taken` count bytes since the beginning and never turn back: at 10 GB/s they
   * last for 29 years. The byte with number n lies at n modulo the capacity, a power of two.
   * Invariant:
   *
   *   0 <= taken <= written, and bytes not taken yet are never overwritten
   *
   * An alignment moves a counter past bytes that nobody writes or reads, so written may stand up to
   * 63 beyond taken + capacity; then there is no room until the reader has come as far.
   *
   * Only the writer changes `written`, by a release after the bytes; the reader acquires it before
   * it reads them. Only the reader changes `taken`, by a release after it has read; the writer
   * acquires it before it overwrites them. Each side keeps the other's counter as it last saw it
   * and looks again only when that says full or empty: so the lines travel between the cores once a
   * batch, not once a call (Lamport's queue with the cached indices of FastForward and MCRingBuffer).
   */
  private static final long WRITTEN = 0;
  private static final long TAKEN = Words.LINE;
  private static final long ALIGNMENT = 64;
  private static final long BYTES = 2 * Words.LINE;

  private final MemorySegment memory;
  private final long capacity; // a power of two
  // Written and read by the one side that uses this object.
  private long position; // the writer's or the reader's own counter
  private long seen; // the other side's counter as last acquired

  ByteRing(MemorySegment memory) {
    this.memory = memory;
    this.capacity = memory.byteSize() - BYTES;
    if (Long.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two)");
    }
  }

  /** The memory a ring of so many bytes needs. */
  static long sizeFor(long capacity) {
    return BYTES + capacity;
  }

  /** The writer's: adds what fits, to be seen after {@link #publish}; returns how many bytes. */
  long write(MemorySegment source, long offset, long length) {
    long room = seen + capacity - position;
    if (room < length) {
      seen = Words.acquire(memory, TAKEN);
      room = seen + capacity - position;
    }
    // Less than nothing where an alignment went over bytes that are not taken yet.
    long count = Math.clamp(room, 0, length);
    long at = position & (capacity - 1);
    long first = Math.min(count, capacity - at);
    copy(source, offset, memory, BYTES + at, first);
    if (first < count) {
      copy(source, offset + first, memory, BYTES, count - first);
    }
    position += count;
    return count;
  }

  /**
   * The writer's: what follows begins at a cache line, so that a small message has one to itself.
   */
  void alignWriter() {
    position = (position + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** The reader's: goes over what the writer's alignment left out. */
  void alignReader() {
    position = (position + ALIGNMENT - 1) & -ALIGNMENT;
    Words.release(memory, TAKEN, position);
  }

  /** The writer's: shows the reader what was written. */
  void publish() {
    Words.release(memory, WRITTEN, position);
  }

  /** The reader's: takes what is there, at most {@code length}; returns how many bytes. */
  long read(MemorySegment target, long offset, long length) {
    if (seen - position < length) {
      seen = Words.acquire(memory, WRITTEN);
    }
    long count = Math.min(seen - position, length);
    if (count == 0) {
      return 0;
    }
    long at = position & (capacity - 1);
    long first = Math.min(count, capacity - at);
    copy(memory, BYTES + at, target, offset, first);
    if (first < count) {
      copy(memory, BYTES, target, offset + first, count - first);
    }
    position += count;
    Words.release(memory, TAKEN, position);
    return count;
  }
}

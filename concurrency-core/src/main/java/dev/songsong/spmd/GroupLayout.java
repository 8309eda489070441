// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;

/**
 * Where everything lies in the memory that the ranks of a group share; all zeros at first.
 *
 * <pre>
 * page    changes, started processes
 * ranks   a block a rank: state and reason, progress of its window
 * polls   for each context a ballot a rank: for rebuilds
 * posts   for each context and parity a post a rank: call and small payload
 * rings   from each rank to each
 * windows a rank: what it lends others in a large collective
 * </pre>
 *
 * @param size how many ranks
 * @param sharesData whether there are rings and windows, or only the board
 */
record GroupLayout(int size, boolean sharesData) {
  /** Communicators with a lower context meet in shared memory; later ones by messages. */
  static final int CONTEXTS = 32;

  /** What of a payload fits into a post. */
  static final long INLINE = 2048 - 64;

  static final long CHANGES = 0;
  static final long PROCESSES = Words.LINE;
  static final long STATE = 0;
  static final long PID = 8;
  static final long TASK = 16;
  static final long FILLED = Words.LINE;
  static final long REDUCED = 2 * Words.LINE;
  static final long FINISHED = 3 * Words.LINE;
  static final long REASON = 4 * Words.LINE;
  static final long REASON_BYTES = 4 * Words.LINE - 8;

  // Parts of a ballot: whether its rank came, its next context, a decision, a byte for each rank
  // kept.
  static final long CAME = 0;
  static final long NEXT = 8;
  static final long DECISION = 16;
  static final long KEPT = 24;

  private static final long PAGE = 4096;
  private static final long RANK = 8 * Words.LINE;
  private static final long POST = 2048;

  private long ballot() {
    return Words.roundUp(KEPT + size, 8);
  }

  /** The block of a rank. */
  long rank(int rank) {
    return PAGE + rank * RANK;
  }

  private long polls() {
    return rank(size);
  }

  /**
   * The ballot of a rank. The decision lies in that of the first member: communicators with the
   * same context have no member in common.
   */
  long ballot(int context, int rank) {
    return polls() + ((long) context * size + rank) * ballot();
  }

  private long posts() {
    return Words.roundUp(polls() + (long) CONTEXTS * size * ballot(), PAGE);
  }

  /** The post of a rank for a meeting's number. */
  long post(int context, long number, int rank) {
    return posts() + ((context * 2L + (number & 1)) * size + rank) * POST;
  }

  private long rings() {
    return Words.roundUp(posts() + (sharesData ? CONTEXTS * 2L * size * POST : 0), PAGE);
  }

  private long ringBytes() {
    return ByteRing.sizeFor(
        size <= 4 ? 1 << 18 : size <= 8 ? 1 << 16 : size <= 32 ? 1 << 14 : 1 << 12);
  }

  private long windows() {
    return Words.roundUp(rings() + (sharesData ? (long) size * size * ringBytes() : 0), PAGE);
  }

  /** A rank's window: twice room for a chunk it lends and twice for what it has reduced. */
  long windowBytes() {
    return size <= 8 ? 4L << 18 : size <= 32 ? 4L << 16 : 4L << 14;
  }

  long bytes() {
    return windows() + (sharesData ? size * windowBytes() : 0);
  }

  MemorySegment ring(MemorySegment memory, int from, int to) {
    return memory.asSlice(rings() + ((long) from * size + to) * ringBytes(), ringBytes());
  }

  MemorySegment window(MemorySegment memory, int rank) {
    return memory.asSlice(windows() + rank * windowBytes(), windowBytes());
  }
}

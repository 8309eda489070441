// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/**
 * How an all-reduce goes about it: which messages, and in which order the numbers are combined.
 *
 * <p>{@link #FIXED_ORDER} unless asked for. The others are the classic ones for networks, after
 * Thakur, Rabenseifner and Gropp, <i>Optimization of Collective Communication Operations in
 * MPICH</i>, 2005. They place the brackets otherwise, so a sum of floats is rounded otherwise than
 * in rank order; still, all ranks of one call get the same bits. Integers come out the same with
 * any. For {@code p} ranks and {@code n} bytes each:
 */
public enum Algorithm {
  /**
   * In rank order, {@code ((r0 op r1) op r2) ...}: the same bits in every mode, over every
   * transport and for every way of dividing the data. Each rank combines a part that all send it
   * directly.
   */
  FIXED_ORDER,

  /**
   * {@link #RECURSIVE_DOUBLING} up to 2 KiB; beyond, {@link #RABENSEIFNER} if the ranks are a power
   * of two, else {@link #RING}.
   */
  BY_SIZE,

  /**
   * Pairs exchange all they have, at distances 1, 2, 4, ...: log2 p messages and n log2 p bytes
   * sent by each rank. For small data. The operation must be associative.
   */
  RECURSIVE_DOUBLING,

  /**
   * Parts go around from neighbour to neighbour, once to be combined and once to be known: 2 (p -
   * 1) messages and 2 (p - 1) / p n bytes sent by each rank, always to the same one. For large
   * data. The operation must be associative and commutative.
   */
  RING,

  /**
   * Recursive halving, then doubling: 2 log2 p messages and 2 (p - 1) / p n bytes sent by each
   * rank, if p is a power of two. For large data. The operation must be associative.
   */
  RABENSEIFNER;

  private static final long SMALL_BYTES = 2048;

  /** What {@link #BY_SIZE} comes to. */
  Algorithm of(long bytes, int ranks) {
    if (this != BY_SIZE) {
      return this;
    }
    if (bytes <= SMALL_BYTES) {
      return RECURSIVE_DOUBLING;
    }
    return Integer.bitCount(ranks) == 1 ? RABENSEIFNER : RING;
  }
}

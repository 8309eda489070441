// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;

/**
 * Makes one number of those of several ranks, a block at a time: {@code ((r0 op r1) op r2) ...}.
 *
 * <p>Blocks are copied from wherever they lie into an array that stays in the first-level cache,
 * and combined there by plain loops over arrays, which the compiler turns into vector instructions.
 * Each rank has one a type. The order within an element is always the ranks', so vectors or not,
 * the bits are the same.
 */
abstract sealed class Fold permits FloatFold, DoubleFold, IntFold, LongFold, ByteFold {
  /** Numbers in a block. */
  static final int BLOCK = 2048;

  static Fold of(Data.Type type) {
    return switch (type) {
      case BYTE -> new ByteFold();
      case INT -> new IntFold();
      case LONG -> new LongFold();
      case FLOAT -> new FloatFold();
      case DOUBLE -> new DoubleFold();
    };
  }

  /** Begins with the first rank's numbers; {@code at} is in bytes. */
  abstract void begin(MemorySegment from, long at, int count);

  /** Combines the next rank's numbers. */
  abstract void add(Op op, MemorySegment from, long at, int count);

  /** Divides by a count, for the average. */
  abstract void divide(int by, int count);

  /** Writes the result. */
  abstract void end(MemorySegment to, long at, int count);

  /** Divides, if the operation is the average. */
  final void finish(Op op, int ranks, int count) {
    if (op.kind() == Op.Kind.AVG) {
      divide(ranks, count);
    }
  }
}

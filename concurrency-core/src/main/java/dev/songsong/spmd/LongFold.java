// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Folds {@code long}s. */
final class LongFold extends Fold {
  private final long[] sum = new long[BLOCK];
  private final long[] next = new long[BLOCK];

  @Override
  void begin(MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_LONG_UNALIGNED, at, sum, 0, count);
  }

  @Override
  void add(Op op, MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_LONG_UNALIGNED, at, next, 0, count);
    switch (op.kind()) {
      case SUM, AVG -> plus(sum, next, count);
      case PROD -> times(sum, next, count);
      case MIN -> min(sum, next, count);
      case MAX -> max(sum, next, count);
      case OWN -> own(op, count);
    }
  }

  // A loop a method, so that each is compiled by itself.

  private static void plus(long[] sum, long[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += next[i];
    }
  }

  private static void times(long[] sum, long[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] *= next[i];
    }
  }

  private static void min(long[] sum, long[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = Math.min(sum[i], next[i]);
    }
  }

  private static void max(long[] sum, long[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = Math.max(sum[i], next[i]);
    }
  }

  private void own(Op op, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = op.longs().applyAsLong(sum[i], next[i]);
    }
  }

  @Override
  void divide(int by, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] /= by;
    }
  }

  @Override
  void end(MemorySegment to, long at, int count) {
    MemorySegment.copy(sum, 0, to, JAVA_LONG_UNALIGNED, at, count);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Folds {@code double}s. */
final class DoubleFold extends Fold {
  private final double[] sum = new double[BLOCK];
  private final double[] next = new double[BLOCK];

  @Override
  void begin(MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, at, sum, 0, count);
  }

  @Override
  void add(Op op, MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, at, next, 0, count);
    switch (op.kind()) {
      case SUM, AVG -> plus(sum, next, count);
      case PROD -> times(sum, next, count);
      case MIN -> min(sum, next, count);
      case MAX -> max(sum, next, count);
      case OWN -> own(op, count);
    }
  }

  // A loop a method, so that each is compiled by itself.

  private static void plus(double[] sum, double[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += next[i];
    }
  }

  private static void times(double[] sum, double[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] *= next[i];
    }
  }

  private static void min(double[] sum, double[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = Math.min(sum[i], next[i]);
    }
  }

  private static void max(double[] sum, double[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = Math.max(sum[i], next[i]);
    }
  }

  private void own(Op op, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = op.doubles().applyAsDouble(sum[i], next[i]);
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
    MemorySegment.copy(sum, 0, to, JAVA_DOUBLE_UNALIGNED, at, count);
  }
}

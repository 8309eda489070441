// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Folds {@code float}s. */
final class FloatFold extends Fold {
  private final float[] sum = new float[BLOCK];
  private final float[] next = new float[BLOCK];

  @Override
  void begin(MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, at, sum, 0, count);
  }

  @Override
  void add(Op op, MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, at, next, 0, count);
    switch (op.kind()) {
      case SUM, AVG -> plus(sum, next, count);
      case PROD -> times(sum, next, count);
      case MIN -> min(sum, next, count);
      case MAX -> max(sum, next, count);
      case OWN -> own(op, count);
    }
  }

  // A loop a method, so that each is compiled by itself.

  private static void plus(float[] sum, float[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += next[i];
    }
  }

  private static void times(float[] sum, float[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] *= next[i];
    }
  }

  private static void min(float[] sum, float[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = Math.min(sum[i], next[i]);
    }
  }

  private static void max(float[] sum, float[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = Math.max(sum[i], next[i]);
    }
  }

  private void own(Op op, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = (float) op.doubles().applyAsDouble(sum[i], next[i]);
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
    MemorySegment.copy(sum, 0, to, JAVA_FLOAT_UNALIGNED, at, count);
  }
}

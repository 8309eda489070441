// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Folds {@code byte}s. */
final class ByteFold extends Fold {
  private final byte[] sum = new byte[BLOCK];
  private final byte[] next = new byte[BLOCK];

  @Override
  void begin(MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_BYTE, at, sum, 0, count);
  }

  @Override
  void add(Op op, MemorySegment from, long at, int count) {
    MemorySegment.copy(from, JAVA_BYTE, at, next, 0, count);
    switch (op.kind()) {
      case SUM, AVG -> plus(sum, next, count);
      case PROD -> times(sum, next, count);
      case MIN -> min(sum, next, count);
      case MAX -> max(sum, next, count);
      case OWN -> own(op, count);
    }
  }

  // A loop a method, so that each is compiled by itself.

  private static void plus(byte[] sum, byte[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += next[i];
    }
  }

  private static void times(byte[] sum, byte[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] *= next[i];
    }
  }

  private static void min(byte[] sum, byte[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = (byte) Math.min(sum[i], next[i]);
    }
  }

  private static void max(byte[] sum, byte[] next, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = (byte) Math.max(sum[i], next[i]);
    }
  }

  private void own(Op op, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = (byte) op.longs().applyAsLong(sum[i], next[i]);
    }
  }

  @Override
  void divide(int by, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] = (byte) (sum[i] / by);
    }
  }

  @Override
  void end(MemorySegment to, long at, int count) {
    MemorySegment.copy(sum, 0, to, JAVA_BYTE, at, count);
  }
}

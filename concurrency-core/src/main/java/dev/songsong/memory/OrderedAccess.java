// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Every access to shared memory that promises an order, in one place.
 *
 * <p>Plain reads and writes may be reordered and torn between processes. The pair to remember:
 * whoever sees, by an acquire, the value that a release wrote also sees everything written before
 * that release. Atomic updates here are both. The hardware keeps these promises between processes
 * as it does between threads, because both see the same physical page.
 */
final class OrderedAccess {
  private static final VarHandle BYTES = JAVA_BYTE.varHandle();
  private static final VarHandle INTS = JAVA_INT.varHandle();
  private static final VarHandle LONGS = JAVA_LONG.varHandle();
  private static final VarHandle FLOATS = JAVA_FLOAT.varHandle();
  private static final VarHandle DOUBLES = JAVA_DOUBLE.varHandle();

  private OrderedAccess() {}

  static byte byteAcquire(MemorySegment memory, long at) {
    return (byte) BYTES.getAcquire(memory, at);
  }

  static void byteRelease(MemorySegment memory, long at, byte value) {
    BYTES.setRelease(memory, at, value);
  }

  static int intAcquire(MemorySegment memory, long at) {
    return (int) INTS.getAcquire(memory, at);
  }

  static void intRelease(MemorySegment memory, long at, int value) {
    INTS.setRelease(memory, at, value);
  }

  static boolean intCompareAndSet(MemorySegment memory, long at, int expected, int value) {
    return INTS.compareAndSet(memory, at, expected, value);
  }

  static int intGetAndAdd(MemorySegment memory, long at, int delta) {
    return (int) INTS.getAndAdd(memory, at, delta);
  }

  static long longAcquire(MemorySegment memory, long at) {
    return (long) LONGS.getAcquire(memory, at);
  }

  static void longRelease(MemorySegment memory, long at, long value) {
    LONGS.setRelease(memory, at, value);
  }

  static boolean longCompareAndSet(MemorySegment memory, long at, long expected, long value) {
    return LONGS.compareAndSet(memory, at, expected, value);
  }

  static long longGetAndAdd(MemorySegment memory, long at, long delta) {
    return (long) LONGS.getAndAdd(memory, at, delta);
  }

  static float floatAcquire(MemorySegment memory, long at) {
    return (float) FLOATS.getAcquire(memory, at);
  }

  static void floatRelease(MemorySegment memory, long at, float value) {
    FLOATS.setRelease(memory, at, value);
  }

  static boolean floatCompareAndSet(MemorySegment memory, long at, float expected, float value) {
    return FLOATS.compareAndSet(memory, at, expected, value);
  }

  static double doubleAcquire(MemorySegment memory, long at) {
    return (double) DOUBLES.getAcquire(memory, at);
  }

  static void doubleRelease(MemorySegment memory, long at, double value) {
    DOUBLES.setRelease(memory, at, value);
  }

  static boolean doubleCompareAndSet(MemorySegment memory, long at, double expected, double value) {
    return DOUBLES.compareAndSet(memory, at, expected, value);
  }
}

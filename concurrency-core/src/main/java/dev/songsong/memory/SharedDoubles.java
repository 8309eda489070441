// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;

/** Shared memory as an array of {@code double}. Thread-safe as {@link SharedArray} says. */
public final class SharedDoubles extends SharedArray {

  SharedDoubles(MemorySegment segment) {
    super(segment, JAVA_DOUBLE);
  }

  /** The element, without any order. */
  public double get(long index) {
    return segment().get(JAVA_DOUBLE, at(index));
  }

  /** Sets the element, without any order. */
  public void set(long index, double value) {
    segment().set(JAVA_DOUBLE, at(index), value);
  }

  /** The element; what was written before the release that set it is seen afterwards. */
  public double getAcquire(long index) {
    return OrderedAccess.doubleAcquire(segment(), at(index));
  }

  /** Sets the element; whoever acquires it sees all that was written before. */
  public void setRelease(long index, double value) {
    OrderedAccess.doubleRelease(segment(), at(index), value);
  }

  /**
   * Sets the element if it is the expected one, compared by its bits; atomic, and both an acquire
   * and a release.
   */
  public boolean compareAndSet(long index, double expected, double value) {
    return OrderedAccess.doubleCompareAndSet(segment(), at(index), expected, value);
  }

  /** Copies {@code count} elements from {@code index} on into an array. */
  public void copyTo(long index, double[] target, int start, int count) {
    MemorySegment.copy(segment(), JAVA_DOUBLE, at(index, count), target, start, count);
  }

  /** Copies {@code count} elements of an array to {@code index} and behind. */
  public void copyFrom(long index, double[] source, int start, int count) {
    MemorySegment.copy(source, start, segment(), JAVA_DOUBLE, at(index, count), count);
  }

  /** Sets every element. */
  public void fill(double value) {
    for (long i = 0; i < length(); i++) {
      segment().setAtIndex(JAVA_DOUBLE, i, value);
    }
  }

  /** All elements in a new array. */
  public double[] toArray() {
    var array = new double[arrayLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** Shared memory as an array of {@code float}. Thread-safe as {@link SharedArray} says. */
public final class SharedFloats extends SharedArray {

  SharedFloats(MemorySegment segment) {
    super(segment, JAVA_FLOAT);
  }

  /** The element, without any order. */
  public float get(long index) {
    return segment().get(JAVA_FLOAT, at(index));
  }

  /** Sets the element, without any order. */
  public void set(long index, float value) {
    segment().set(JAVA_FLOAT, at(index), value);
  }

  /** The element; what was written before the release that set it is seen afterwards. */
  public float getAcquire(long index) {
    return OrderedAccess.floatAcquire(segment(), at(index));
  }

  /** Sets the element; whoever acquires it sees all that was written before. */
  public void setRelease(long index, float value) {
    OrderedAccess.floatRelease(segment(), at(index), value);
  }

  /**
   * Sets the element if it is the expected one, compared by its bits; atomic, and both an acquire
   * and a release.
   */
  public boolean compareAndSet(long index, float expected, float value) {
    return OrderedAccess.floatCompareAndSet(segment(), at(index), expected, value);
  }

  /** Copies {@code count} elements from {@code index} on into an array. */
  public void copyTo(long index, float[] target, int start, int count) {
    MemorySegment.copy(segment(), JAVA_FLOAT, at(index, count), target, start, count);
  }

  /** Copies {@code count} elements of an array to {@code index} and behind. */
  public void copyFrom(long index, float[] source, int start, int count) {
    MemorySegment.copy(source, start, segment(), JAVA_FLOAT, at(index, count), count);
  }

  /** Sets every element. */
  public void fill(float value) {
    for (long i = 0; i < length(); i++) {
      segment().setAtIndex(JAVA_FLOAT, i, value);
    }
  }

  /** All elements in a new array. */
  public float[] toArray() {
    var array = new float[arrayLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }
}

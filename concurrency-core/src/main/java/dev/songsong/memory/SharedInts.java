// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** Shared memory as an array of {@code int}. Thread-safe as {@link SharedArray} says. */
public final class SharedInts extends SharedArray {

  SharedInts(MemorySegment segment) {
    super(segment, JAVA_INT);
  }

  /** The element, without any order. */
  public int get(long index) {
    return segment().get(JAVA_INT, at(index));
  }

  /** Sets the element, without any order. */
  public void set(long index, int value) {
    segment().set(JAVA_INT, at(index), value);
  }

  /** The element; what was written before the release that set it is seen afterwards. */
  public int getAcquire(long index) {
    return OrderedAccess.intAcquire(segment(), at(index));
  }

  /** Sets the element; whoever acquires it sees all that was written before. */
  public void setRelease(long index, int value) {
    OrderedAccess.intRelease(segment(), at(index), value);
  }

  /** Sets the element if it is the expected one; atomic, and both an acquire and a release. */
  public boolean compareAndSet(long index, int expected, int value) {
    return OrderedAccess.intCompareAndSet(segment(), at(index), expected, value);
  }

  /** Adds to the element and returns what it was; atomic, and both an acquire and a release. */
  public int getAndAdd(long index, int delta) {
    return OrderedAccess.intGetAndAdd(segment(), at(index), delta);
  }

  /** Copies {@code count} elements from {@code index} on into an array. */
  public void copyTo(long index, int[] target, int start, int count) {
    MemorySegment.copy(segment(), JAVA_INT, at(index, count), target, start, count);
  }

  /** Copies {@code count} elements of an array to {@code index} and behind. */
  public void copyFrom(long index, int[] source, int start, int count) {
    MemorySegment.copy(source, start, segment(), JAVA_INT, at(index, count), count);
  }

  /** Sets every element. */
  public void fill(int value) {
    for (long i = 0; i < length(); i++) {
      segment().setAtIndex(JAVA_INT, i, value);
    }
  }

  /** All elements in a new array. */
  public int[] toArray() {
    var array = new int[arrayLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }
}

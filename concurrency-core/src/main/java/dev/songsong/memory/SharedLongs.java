// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** Shared memory as an array of {@code long}. Thread-safe as {@link SharedArray} says. */
public final class SharedLongs extends SharedArray {

  SharedLongs(MemorySegment segment) {
    super(segment, JAVA_LONG);
  }

  /** The element, without any order. */
  public long get(long index) {
    return segment().get(JAVA_LONG, at(index));
  }

  /** Sets the element, without any order. */
  public void set(long index, long value) {
    segment().set(JAVA_LONG, at(index), value);
  }

  /** The element; what was written before the release that set it is seen afterwards. */
  public long getAcquire(long index) {
    return OrderedAccess.longAcquire(segment(), at(index));
  }

  /** Sets the element; whoever acquires it sees all that was written before. */
  public void setRelease(long index, long value) {
    OrderedAccess.longRelease(segment(), at(index), value);
  }

  /** Sets the element if it is the expected one; atomic, and both an acquire and a release. */
  public boolean compareAndSet(long index, long expected, long value) {
    return OrderedAccess.longCompareAndSet(segment(), at(index), expected, value);
  }

  /** Adds to the element and returns what it was; atomic, and both an acquire and a release. */
  public long getAndAdd(long index, long delta) {
    return OrderedAccess.longGetAndAdd(segment(), at(index), delta);
  }

  /** Copies {@code count} elements from {@code index} on into an array. */
  public void copyTo(long index, long[] target, int start, int count) {
    MemorySegment.copy(segment(), JAVA_LONG, at(index, count), target, start, count);
  }

  /** Copies {@code count} elements of an array to {@code index} and behind. */
  public void copyFrom(long index, long[] source, int start, int count) {
    MemorySegment.copy(source, start, segment(), JAVA_LONG, at(index, count), count);
  }

  /** Sets every element. */
  public void fill(long value) {
    for (long i = 0; i < length(); i++) {
      segment().setAtIndex(JAVA_LONG, i, value);
    }
  }

  /** All elements in a new array. */
  public long[] toArray() {
    var array = new long[arrayLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }
}

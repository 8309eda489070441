// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Shared memory as an array of {@code byte}. Thread-safe as {@link SharedArray} says. */
public final class SharedBytes extends SharedArray {

  SharedBytes(MemorySegment segment) {
    super(segment, JAVA_BYTE);
  }

  /** The element, without any order. */
  public byte get(long index) {
    return segment().get(JAVA_BYTE, at(index));
  }

  /** Sets the element, without any order. */
  public void set(long index, byte value) {
    segment().set(JAVA_BYTE, at(index), value);
  }

  /** The element; what was written before the release that set it is seen afterwards. */
  public byte getAcquire(long index) {
    return OrderedAccess.byteAcquire(segment(), at(index));
  }

  /** Sets the element; whoever acquires it sees all that was written before. */
  public void setRelease(long index, byte value) {
    OrderedAccess.byteRelease(segment(), at(index), value);
  }

  /** Copies {@code count} elements from {@code index} on into an array. */
  public void copyTo(long index, byte[] target, int start, int count) {
    MemorySegment.copy(segment(), JAVA_BYTE, at(index, count), target, start, count);
  }

  /** Copies {@code count} elements of an array to {@code index} and behind. */
  public void copyFrom(long index, byte[] source, int start, int count) {
    MemorySegment.copy(source, start, segment(), JAVA_BYTE, at(index, count), count);
  }

  /** Sets every element. */
  public void fill(byte value) {
    segment().fill(value);
  }

  /** All elements in a new array. */
  public byte[] toArray() {
    var array = new byte[arrayLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A typed view of shared memory: an array that other processes see too.
 *
 * <p>Every index is checked. Plain {@code get}, {@code set} and bulk copies promise no order
 * between threads or processes: hand the data over with a {@code setRelease} here and a {@code
 * getAcquire} there, by a message, or by anything else that orders. After the memory was closed
 * every access throws {@link IllegalStateException}, never a crash. Numbers have the machine's own
 * byte order.
 */
public abstract sealed class SharedArray
    permits SharedBytes, SharedInts, SharedLongs, SharedFloats, SharedDoubles {
  private final MemorySegment segment;
  private final ValueLayout layout;
  private final long length;

  SharedArray(MemorySegment segment, ValueLayout layout) {
    this.segment = segment;
    this.layout = layout;
    this.length = segment.byteSize() / layout.byteSize();
  }

  /** How many elements the view has. */
  public final long length() {
    return length;
  }

  /** The memory behind the view, for code that works on segments, such as the Vector API. */
  public final MemorySegment segment() {
    return segment;
  }

  /** The byte position of an element. */
  final long at(long index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException(
          "index: " + index + " (expected: 0 <= index < " + length + ")");
    }
    return index * layout.byteSize();
  }

  /** The byte position of the first of several elements. */
  final long at(long index, int count) {
    if (count < 0 || index < 0 || index > length - count) {
      throw new IndexOutOfBoundsException(
          "index: "
              + index
              + ", count: "
              + count
              + " (expected: 0 <= index <= index + count <= "
              + length
              + ")");
    }
    return index * layout.byteSize();
  }

  /** The length of an array that can hold the whole view. */
  final int arrayLength() {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(
          "length: "
              + length
              + " (expected: < 2^31 - 8 for an array). Copy a part, or work on the view.");
    }
    return (int) length;
  }

  /** What the view shows and how much of it. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + length + "]";
  }
}

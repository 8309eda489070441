// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * A view of numbers that are sent or received: an array, a part of one, or a memory segment.
 *
 * <p>Nothing is copied: what is received is written into the array behind the view.
 */
public final class Data {

  /** What the numbers are. */
  public enum Type {
    /** 8-bit integers. */
    BYTE(1),
    /** 32-bit integers. */
    INT(4),
    /** 64-bit integers. */
    LONG(8),
    /** 32-bit floating-point numbers. */
    FLOAT(4),
    /** 64-bit floating-point numbers. */
    DOUBLE(8);

    private final int size;

    Type(int size) {
      this.size = size;
    }

    /** The size of one in bytes. */
    public int size() {
      return size;
    }
  }

  /** Nothing, for calls that only some ranks give data to. */
  public static final Data NONE = of(new byte[0]);

  private final MemorySegment segment;
  private final Type type;

  private Data(MemorySegment segment, Type type) {
    this.segment = segment;
    this.type = type;
  }

  /** All of an array. */
  public static Data of(byte... array) {
    return new Data(MemorySegment.ofArray(array), Type.BYTE);
  }

  /** All of an array. */
  public static Data of(int... array) {
    return new Data(MemorySegment.ofArray(array), Type.INT);
  }

  /** All of an array. */
  public static Data of(long... array) {
    return new Data(MemorySegment.ofArray(array), Type.LONG);
  }

  /** All of an array. */
  public static Data of(float... array) {
    return new Data(MemorySegment.ofArray(array), Type.FLOAT);
  }

  /** All of an array. */
  public static Data of(double... array) {
    return new Data(MemorySegment.ofArray(array), Type.DOUBLE);
  }

  /** A memory segment as numbers of a type; its size must be a multiple of theirs. */
  public static Data of(MemorySegment segment, Type type) {
    requireNonNull(type, "type");
    if (segment.byteSize() % type.size() != 0) {
      throw new IllegalArgumentException(
          "segment: "
              + segment.byteSize()
              + " bytes (expected: a multiple of "
              + type.size()
              + " for "
              + type
              + ")");
    }
    if (!segment.isAccessibleBy(Thread.currentThread()) || segment.isReadOnly()) {
      throw new IllegalArgumentException(
          "segment: "
              + (segment.isReadOnly() ? "read-only" : "of another thread")
              + " (expected: writable by this thread)");
    }
    return new Data(segment, type);
  }

  /** {@code length} numbers from {@code offset} on. */
  public Data slice(long offset, long length) {
    if (offset < 0 || length < 0 || offset > length() - length) {
      throw new IndexOutOfBoundsException(
          "offset: "
              + offset
              + ", length: "
              + length
              + " (expected: 0 <= offset <= offset + length <= "
              + length()
              + ")");
    }
    return new Data(segment.asSlice(offset * type.size(), length * type.size()), type);
  }

  /** How many numbers. */
  public long length() {
    return segment.byteSize() / type.size();
  }

  /** What they are. */
  public Type type() {
    return type;
  }

  /** The memory behind the view. */
  public MemorySegment segment() {
    return segment;
  }

  /** What it is and how many, such as {@code float[8]}. */
  @Override
  public String toString() {
    return describe(type, length());
  }

  static String describe(Type type, long length) {
    return type.name().toLowerCase(Locale.ROOT) + "[" + length + "]";
  }

  static ValueLayout layout(Type type) {
    return switch (type) {
      case BYTE -> ValueLayout.JAVA_BYTE;
      case INT -> ValueLayout.JAVA_INT_UNALIGNED;
      case LONG -> ValueLayout.JAVA_LONG_UNALIGNED;
      case FLOAT -> ValueLayout.JAVA_FLOAT_UNALIGNED;
      case DOUBLE -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
    };
  }
}

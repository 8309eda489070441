// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a rank calls, as it is compared between ranks and shown in messages.
 *
 * @param root the root, or -1
 * @param op the operation's {@link Op#id()}, or -1
 * @param algorithm how it goes about it
 */
record Call(Kind kind, Data.Type type, long length, int root, int op, Algorithm algorithm) {

  enum Kind {
    BARRIER("barrier"),
    BROADCAST("broadcast"),
    SCATTER("scatter"),
    GATHER("gather"),
    REDUCE("reduce"),
    ALL_REDUCE("allReduce"),
    ALL_GATHER("allGather"),
    REDUCE_SCATTER("reduceScatter"),
    ALL_TO_ALL("allToAll"),
    SCAN("scan"),
    SPLIT("split");

    private final String method;

    Kind(String method) {
      this.method = method;
    }
  }

  /** The words that {@link #write} takes. */
  static final long BYTES = 24;

  void write(MemorySegment memory, long at) {
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, what());
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 8, length);
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 16, (long) root << 32 | op & 0xFFFF_FFFFL);
  }

  private long what() {
    return (long) algorithm.ordinal() << 16 | (long) kind.ordinal() << 8 | type.ordinal();
  }

  boolean isAt(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at) == what()
        && memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8) == length
        && memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 16)
            == ((long) root << 32 | op & 0xFFFF_FFFFL);
  }

  static Call read(MemorySegment memory, long at) {
    long what = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    long last = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 16);
    return new Call(
        oneOf(Kind.values(), what >> 8),
        oneOf(Data.Type.values(), what),
        memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8),
        (int) (last >> 32),
        (int) last,
        oneOf(Algorithm.values(), what >> 16));
  }

  /** Whatever the bytes are, one of them. */
  private static <T> T oneOf(T[] values, long what) {
    return values[(int) (what & 0xFF) % values.length];
  }

  /** As a programmer would say it, such as {@code broadcast(float[8], root 0)}. */
  @Override
  public String toString() {
    if (kind == Kind.BARRIER || kind == Kind.SPLIT) {
      return kind.method + "()";
    }
    return kind.method
        + "("
        + Data.describe(type, length)
        + (op == -1 ? "" : ", " + Op.describe(op))
        + (root == -1 ? "" : ", root " + root)
        + (algorithm == Algorithm.FIXED_ORDER ? "" : ", " + algorithm)
        + ")";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What goes before every message: four words, in the machine's own byte order.
 *
 * <pre>magic(4) kind(4) | context(4) tag(4) | bytes(8) | detail(8)</pre>
 *
 * <p>A peer with another byte order is found out by the magic.
 */
final class Header {
  static final int BYTES = 32;

  /** The largest payload: it is checked before anything is made for it. */
  static final long MAX_PAYLOAD = 1L << 30;

  /** What comes behind a header. */
  enum Kind {
    /** A message of a rank; the detail is its type. */
    MESSAGE,
    /** The sender leaves; the detail is its standing, the payload says why. */
    LEAVE,
    /** The sender gives a rank up; the detail is that rank, the payload says why. */
    EXPEL
  }

  private static final long MAGIC = 0x536F6E67L << 32; // "Song"

  // Read and written by the one thread that sends or receives this message.
  private final long[] words = new long[4];
  private final MemorySegment segment = MemorySegment.ofArray(words);

  void set(Kind kind, int context, int tag, long bytes, long detail) {
    words[0] = MAGIC | kind.ordinal();
    words[1] = (long) context << 32 | tag & 0xFFFF_FFFFL;
    words[2] = bytes;
    words[3] = detail;
  }

  /** Why this is no header of ours; null if it is one. */
  @Nullable String flaw() {
    long kind = words[0] - MAGIC;
    if (kind < 0 || kind >= Kind.values().length) {
      return "frame begins with " + Long.toHexString(words[0]) + " (expected: a frame of a rank)";
    }
    if (words[2] < 0 || words[2] > MAX_PAYLOAD) {
      return "frame length: " + words[2] + " (expected: 0 to " + MAX_PAYLOAD + ")";
    }
    int details =
        kind() == Kind.MESSAGE
            ? Data.Type.values().length
            : kind() == Kind.LEAVE ? Standing.values().length : Integer.MAX_VALUE;
    if (words[3] < 0 || words[3] >= details) {
      return "frame detail: " + words[3] + " (expected: 0 to " + (details - 1) + ")";
    }
    return null;
  }

  Kind kind() {
    return Kind.values()[(int) (words[0] - MAGIC)];
  }

  long address() {
    return words[1];
  }

  long bytes() {
    return words[2];
  }

  long detail() {
    return words[3];
  }

  MemorySegment segment() {
    return segment;
  }

  /** Where a message belongs: its communicator's context and its tag. */
  static long address(int context, int tag) {
    return (long) context << 32 | tag & 0xFFFF_FFFFL;
  }
}

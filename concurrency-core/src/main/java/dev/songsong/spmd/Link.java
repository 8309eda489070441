// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;

/** A stream of bytes to one other rank and back; never waits. Used by its rank's thread only. */
interface Link extends AutoCloseable {

  /** Takes as many of the bytes as it has room for, perhaps none; returns how many. */
  long write(MemorySegment source, long offset, long length);

  /** A whole message was written; the next may begin at a better place. */
  default void endWrite() {}

  /** A whole message was read. */
  default void endRead() {}

  /** Shows the other side what was written. */
  void flush();

  /** Whether the other side, or its system, has been given all that was written. */
  default boolean drained() {
    return true;
  }

  /** Gives as many bytes as are there, at most {@code length}; returns how many. */
  long read(MemorySegment target, long offset, long length);

  /** Whether nothing more can come: closed there, and read to the end here. */
  default boolean ended() {
    return false;
  }

  @Override
  void close();
}

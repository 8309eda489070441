// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.lang.foreign.MemorySegment;

/** A link through shared memory: a ring each way. */
record RingLink(ByteRing out, ByteRing in) implements Link {

  @Override
  public long write(MemorySegment source, long offset, long length) {
    return out.write(source, offset, length);
  }

  @Override
  public void endWrite() {
    out.alignWriter();
  }

  @Override
  public void endRead() {
    in.alignReader();
  }

  @Override
  public void flush() {
    out.publish();
  }

  @Override
  public long read(MemorySegment target, long offset, long length) {
    return in.read(target, offset, length);
  }

  @Override
  public void close() {
    // The memory is the group's.
  }
}

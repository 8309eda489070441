// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/*
 * A ring of bytes in memory that two processes share; one of them writes, the other reads.
 *
 *   0    written   bytes put since the start; the writer's, published with release
 *   64   taken     bytes taken since the start; the reader's, published with release
 *   128  asleep    1 while the reader sleeps and wants a bell; set by the reader, cleared by either
 *   192  content   CAPACITY bytes, position modulo CAPACITY
 *
 * Each side keeps its own count in a field and only reads the other's: a process that has gone wild
 * can spoil what it says, not what this side knows. What it says is checked: never more than a whole
 * ring lies between the two counts.
 *
 * The bell. The reader sets asleep, then looks once more; the writer publishes, then looks at asleep.
 * With a full fence between in both, at least one of them sees the other. Who changes asleep from 1
 * to 0 decides: the writer then rings once, the reader then need not be rung. So there is one bell a
 * sleep, and never one that nobody waits for.
 */

/** One direction of a {@link RingChannel}. */
final class Ring {
  static final int CAPACITY = 1 << 18;
  static final int BYTES = 192 + CAPACITY;

  private static final long WRITTEN = 0;
  private static final long TAKEN = 64;
  private static final long ASLEEP = 128;
  private static final long CONTENT = 192;
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment memory;
  // A view of the content for bulk copies; position and limit are not used.
  private final ByteBuffer content;
  // The writer's own count when this is the writing end, else the reader's; that end's thread only.
  private long mine;

  Ring(MemorySegment memory) {
    this.memory = memory;
    this.content = memory.asSlice(CONTENT, CAPACITY).asByteBuffer();
  }

  /** How many bytes the writer can put. */
  int room() throws ProtocolException {
    return CAPACITY - between(mine, (long) LONG.getAcquire(memory, TAKEN));
  }

  /** How many bytes the reader can take. */
  int available() throws ProtocolException {
    return between((long) LONG.getAcquire(memory, WRITTEN), mine);
  }

  private static int between(long written, long taken) throws ProtocolException {
    long bytes = written - taken;
    if (bytes < 0 || bytes > CAPACITY) {
      throw new ProtocolException(
          "ring: " + bytes + " bytes on the way (expected: 0 to " + CAPACITY + ")");
    }
    return (int) bytes;
  }

  /** Puts all that remains in the buffer, for which there must be room; seen once published. */
  void put(ByteBuffer from) {
    int length = from.remaining();
    int at = (int) (mine % CAPACITY);
    int first = Math.min(length, CAPACITY - at);
    content.put(at, from, from.position(), first);
    content.put(0, from, from.position() + first, length - first);
    from.position(from.limit());
    mine += length;
  }

  /** Lets the reader see what was put. */
  void publish() {
    LONG.setRelease(memory, WRITTEN, mine);
  }

  /** Takes at most as many bytes as the buffer has room for; returns how many. */
  int take(ByteBuffer into) throws ProtocolException {
    int length = Math.min(available(), into.remaining());
    if (length == 0) {
      return 0;
    }
    int at = (int) (mine % CAPACITY);
    int first = Math.min(length, CAPACITY - at);
    into.put(into.position(), content, at, first);
    into.put(into.position() + first, content, 0, length - first);
    into.position(into.position() + length);
    mine += length;
    LONG.setRelease(memory, TAKEN, mine);
    return length;
  }

  /** The reader is about to sleep; it must look once more after this. */
  void fallAsleep() {
    INT.setVolatile(memory, ASLEEP, 1);
    VarHandle.fullFence();
  }

  /** After putting: whether the reader sleeps and it is for the caller to ring. */
  boolean mustRing() {
    VarHandle.fullFence();
    return (int) INT.getVolatile(memory, ASLEEP) == 1 && wake();
  }

  /** Whether it was the caller who ended the reader's sleep. */
  boolean wake() {
    return INT.compareAndSet(memory, ASLEEP, 1, 0);
  }
}

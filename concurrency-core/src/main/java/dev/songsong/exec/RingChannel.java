// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * Bytes between two processes: through shared memory as a rule, so that most writes are no system
 * call; beside it a socket, which wakes, carries what is large, and ends when the other side dies.
 *
 *   in the ring     records: length(4) bytes; or SWITCH(4): what follows comes over the socket
 *   on the socket   while the ring is in use, bells of one byte (see Ring)
 *                   after SWITCH, records: length(4) bytes; or 0(4): what follows is in the ring
 *
 * Why records: the ring is left at a place that both sides agree on. Room for one SWITCH is always
 * kept free. When it is read no bell is on the way: a bell is rung only for a sleeping reader, which
 * takes it before it reads on. The writer returns to the ring when the reader has emptied it.
 *
 * Death. What was published before a process died stays in the ring: the other side reads it to its
 * end before it reports the end of the stream. So a write never fails because the other side has
 * died; who writes finds out when it reads.
 */

/**
 * A byte channel through shared memory. One thread at a time reads and one writes; they may be the
 * same, and threads that take turns need a lock of their own, as in a worker.
 */
final class RingChannel implements ByteChannel {
  private static final int HEADER = Integer.BYTES;
  private static final int LARGEST = Ring.CAPACITY / 2;
  // The JDK copies what a socket sends or takes through memory outside the heap, as large as the
  // piece, and each thread keeps the largest it ever had.
  private static final int PIECE = 1 << 18;
  private static final int SWITCH = -1;
  private static final int BACK = 0;

  private final SocketChannel socket;
  private final Arena arena;
  // Set by whoever closes first.
  private final AtomicBoolean unmapped = new AtomicBoolean();
  private final Ring incoming;
  private final Ring outgoing;
  // Used by one writer at a time.
  private final ByteBuffer writeHeader = ByteBuffer.allocateDirect(HEADER);
  private boolean writesToSocket;
  // Used by the reader only.
  private final ByteBuffer readHeader = ByteBuffer.allocateDirect(HEADER);
  private final ByteBuffer bell = ByteBuffer.allocateDirect(1);
  private int left;
  private boolean readsSocket;
  private boolean otherGone;

  private RingChannel(SocketChannel socket, Arena arena, Ring incoming, Ring outgoing) {
    this.socket = socket;
    this.arena = arena;
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /** Makes the memory, in a new file; the other side joins by that. */
  static RingChannel create(SocketChannel socket, Path file) throws IOException {
    // Written, not only made long: a page without room on the disk would kill at its first touch.
    Files.write(file, new byte[2 * Ring.BYTES], StandardOpenOption.CREATE_NEW);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return mapped(socket, channel, 0, Ring.BYTES);
    }
  }

  /** Joins what the other side has made, and deletes its name. */
  static RingChannel join(SocketChannel socket, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() != 2 * Ring.BYTES) {
        throw new ProtocolException(
            "ring file: " + channel.size() + " bytes (expected: " + 2 * Ring.BYTES + ")");
      }
      return mapped(socket, channel, Ring.BYTES, 0);
    } finally {
      PoolDirectory.deleteRing(file);
    }
  }

  private static RingChannel mapped(
      SocketChannel socket, FileChannel file, long incoming, long outgoing) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment memory = file.map(MapMode.READ_WRITE, 0, 2 * Ring.BYTES, arena);
      return new RingChannel(
          socket,
          arena,
          new Ring(memory.asSlice(incoming, Ring.BYTES)),
          new Ring(memory.asSlice(outgoing, Ring.BYTES)));
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    try {
      return writeRecord(from);
    } catch (IllegalStateException e) {
      throw closedMeanwhile(e);
    }
  }

  /** What a thread meets that uses the memory just when another unmaps it. */
  private IOException closedMeanwhile(IllegalStateException e) {
    if (!unmapped.get()) {
      throw e;
    }
    return new AsynchronousCloseException();
  }

  private int writeRecord(ByteBuffer from) throws IOException {
    int length = from.remaining();
    if (length == 0) {
      return 0;
    }
    if (writesToSocket && length <= LARGEST && outgoing.room() == Ring.CAPACITY) {
      send(header(BACK));
      writesToSocket = false;
    }
    if (!writesToSocket && length <= LARGEST && outgoing.room() >= length + 2 * HEADER) {
      outgoing.put(header(length));
      outgoing.put(from);
      publish();
      return length;
    }
    if (!writesToSocket) {
      outgoing.put(header(SWITCH));
      publish();
      writesToSocket = true;
    }
    send(header(length));
    send(from);
    return length;
  }

  private ByteBuffer header(int value) {
    return writeHeader.clear().putInt(value).flip();
  }

  private void publish() throws IOException {
    outgoing.publish();
    if (outgoing.mustRing()) {
      send(header(0).limit(1));
    }
  }

  private void send(ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    try {
      while (bytes.position() < end) {
        bytes.limit(Math.min(end, bytes.position() + PIECE));
        socket.write(bytes);
      }
    } catch (IOException e) {
      if (!socket.isOpen()) {
        throw e;
      }
      // The other side is gone; what it said before is still to be read.
      bytes.limit(end).position(end);
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    try {
      return readRecords(into);
    } catch (IllegalStateException e) {
      throw closedMeanwhile(e);
    }
  }

  private int readRecords(ByteBuffer into) throws IOException {
    int got = 0;
    while (into.hasRemaining() && (left > 0 || nextRecord(got == 0))) {
      got += readRecord(into);
    }
    return got > 0 || !into.hasRemaining() ? got : -1;
  }

  /** Takes from the record that has begun. */
  private int readRecord(ByteBuffer into) throws IOException {
    int limit = into.limit();
    into.limit(into.position() + Math.min(Math.min(left, PIECE), into.remaining()));
    int got = readsSocket ? receive(into) : incoming.take(into);
    into.limit(limit);
    if (got <= 0) {
      throw new EOFException("connection closed within a record");
    }
    left -= got;
    return got;
  }

  /** Begins the next record; false when there is none, or none yet and it may not wait. */
  private boolean nextRecord(boolean wait) throws IOException {
    while (left == 0) {
      if (readsSocket) {
        if (!wait || !receiveHeader()) {
          return false;
        }
        readsSocket = left != BACK;
      } else {
        if (incoming.available() < HEADER && !(wait && await())) {
          return false;
        }
        incoming.take(readHeader.clear());
        left = readHeader.flip().getInt();
        if (left == SWITCH) {
          readsSocket = true;
          left = 0;
        } else if (left <= 0 || left > incoming.available()) {
          throw new ProtocolException("record: " + left + " bytes (expected: what is in the ring)");
        }
      }
    }
    return true;
  }

  private boolean receiveHeader() throws IOException {
    readHeader.clear();
    while (readHeader.hasRemaining()) {
      if (receive(readHeader) < 0) {
        return false;
      }
    }
    left = readHeader.flip().getInt();
    if (left < 0) {
      throw new ProtocolException("record: " + left + " bytes (expected: >= 0)");
    }
    return true;
  }

  /** Waits until something is in the ring; false when nothing will come any more. */
  private boolean await() throws IOException {
    while (incoming.available() < HEADER) {
      if (otherGone) {
        return false;
      }
      incoming.fallAsleep();
      if (incoming.available() < HEADER || !incoming.wake()) {
        // Asleep, or awake too late to keep the bell from being rung.
        otherGone = receive(bell.clear()) < 0;
      }
    }
    return true;
  }

  private int receive(ByteBuffer into) throws IOException {
    try {
      return socket.read(into);
    } catch (IOException e) {
      if (!socket.isOpen()) {
        throw e;
      }
      // A connection that was reset has ended.
      return -1;
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /** Ends a read that waits in another thread, with an exception. Idempotent. */
  @Override
  public void close() throws IOException {
    try {
      socket.close();
    } finally {
      if (unmapped.compareAndSet(false, true)) {
        arena.close();
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a byte channel: {@code length(4) type(1) id(8) extra(4) payload}.
 *
 * <p>One thread reads and one thread writes; they may be the same. The length is checked before
 * anything is allocated for it, and the allocation grows with what comes.
 */
final class FrameChannel implements Closeable {
  /** The largest payload; a larger task or result is refused where it is made. */
  static final int MAX_PAYLOAD = 1 << 30;

  private static final int HEADER = 1 + Long.BYTES + Integer.BYTES;
  private static final int BUFFER = 1 << 16;
  // So much is allocated for a payload before it has come.
  private static final int TRUSTED = 1 << 20;
  private static final long GROWTH = 4;

  private final ByteChannel channel;
  // in: between position and limit lies what was read and not yet taken; reader's only
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
  // out: before position lies what was put and not yet flushed; writer's only
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

  FrameChannel(ByteChannel channel) {
    this.channel = channel;
  }

  /** Whether a whole frame can be read without waiting. */
  boolean frameBuffered() {
    return in.remaining() >= Integer.BYTES
        && in.remaining() - Integer.BYTES >= in.getInt(in.position());
  }

  /**
   * Waits for the next frame; null when the other side has closed between two frames.
   *
   * @throws EOFException if it closed within one
   * @throws ProtocolException if what comes is no frame
   */
  @Nullable Frame read() throws IOException {
    return read(MAX_PAYLOAD);
  }

  /** As {@link #read()}, from somebody who is not to be trusted with more than so many bytes. */
  @Nullable Frame read(int maxPayload) throws IOException {
    if (!fill(Integer.BYTES)) {
      return null;
    }
    int length = in.getInt();
    if (length < HEADER || length > HEADER + maxPayload) {
      throw new ProtocolException(
          "frame length: "
              + length
              + " (expected: "
              + HEADER
              + " to "
              + (HEADER + maxPayload)
              + ")");
    }
    require(HEADER);
    int ordinal = in.get();
    Frame.Type type = Frame.Type.of(ordinal);
    if (type == null) {
      throw new ProtocolException("frame type: " + ordinal + " (expected: a known type)");
    }
    long id = in.getLong();
    int extra = in.getInt();
    return new Frame(type, id, extra, payload(length - HEADER));
  }

  private byte[] payload(int length) throws IOException {
    if (length == 0) {
      return Frame.EMPTY;
    }
    byte[] payload = new byte[Math.min(length, TRUSTED)];
    int got = Math.min(length, in.remaining());
    in.get(payload, 0, got);
    fillFrom(payload, got);
    while (payload.length < length) {
      // A claim costs a few times what has come, not what it says.
      int full = payload.length;
      payload = Arrays.copyOf(payload, (int) Math.min(length, GROWTH * full));
      fillFrom(payload, full);
    }
    return payload;
  }

  /** What is large goes past the buffer, straight into the payload. */
  private void fillFrom(byte[] payload, int start) throws IOException {
    var rest = ByteBuffer.wrap(payload, start, payload.length - start);
    while (rest.hasRemaining()) {
      if (channel.read(rest) < 0) {
        throw new EOFException("connection closed within a frame");
      }
    }
  }

  private void require(int bytes) throws IOException {
    if (!fill(bytes)) {
      throw new EOFException("connection closed within a frame");
    }
  }

  private boolean fill(int bytes) throws IOException {
    while (in.remaining() < bytes) {
      boolean begun = in.hasRemaining();
      in.compact();
      int got = channel.read(in);
      in.flip();
      if (got < 0) {
        if (begun) {
          throw new EOFException("connection closed within a frame");
        }
        return false;
      }
    }
    return true;
  }

  /** Adds a frame to what the next {@link #flush} sends. */
  void put(Frame frame) throws IOException {
    byte[] payload = frame.payload();
    if (out.remaining() < Integer.BYTES + HEADER) {
      flush();
    }
    out.putInt(HEADER + payload.length)
        .put((byte) frame.type().ordinal())
        .putLong(frame.id())
        .putInt(frame.extra());
    if (payload.length > out.remaining()) {
      flush();
    }
    if (payload.length > out.remaining()) {
      writeAll(ByteBuffer.wrap(payload));
    } else {
      out.put(payload);
    }
  }

  void flush() throws IOException {
    out.flip();
    try {
      writeAll(out);
    } finally {
      out.clear();
    }
  }

  /**
   * Over a channel that never waits: sends the frame as far as it goes now, the rest before the
   * next one; drops it when what is unsent leaves it no room.
   *
   * @return whether all is sent
   */
  boolean offer(Frame frame) throws IOException {
    if (out.position() > 0) {
      sendSome();
    }
    boolean fits = Integer.BYTES + HEADER + frame.payload().length <= out.remaining();
    if (fits) {
      put(frame);
      sendSome();
    }
    return fits && out.position() == 0;
  }

  private void sendSome() throws IOException {
    out.flip();
    try {
      channel.write(out);
    } finally {
      out.compact();
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

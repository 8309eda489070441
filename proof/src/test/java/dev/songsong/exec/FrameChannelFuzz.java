// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.List;

/**
 * Any bytes read as frames: they end as whole frames, or with one of two exceptions, and a frame
 * that was read is written as the same bytes.
 */
public final class FrameChannelFuzz {
  private static final int MOST = 1 << 16;

  private FrameChannelFuzz() {}

  /** Two frames, whole. */
  public static List<byte[]> seeds() throws IOException {
    var bytes = new Bytes(new byte[0]);
    var channel = new FrameChannel(bytes);
    channel.put(Frame.of(Frame.Type.STARTED, 5));
    channel.put(new Frame(Frame.Type.DONE, 5, 1, new byte[] {1, 2, 3}));
    channel.flush();
    return List.of(bytes.written());
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    var bytes = new Bytes(input);
    var channel = new FrameChannel(bytes);
    int read = 0;
    try {
      Frame frame = channel.read(MOST);
      while (frame != null) {
        channel.put(frame);
        read++;
        frame = channel.read(MOST);
      }
    } catch (EOFException | ProtocolException e) {
      // What a damaged stream is told.
    }
    channel.flush();
    byte[] again = bytes.written();
    if (!ByteBuffer.wrap(input, 0, again.length).equals(ByteBuffer.wrap(again))) {
      throw new AssertionError(read + " frames were written as other bytes");
    }
  }

  /** Reads from one array, a few bytes at a time, and collects what is written. */
  static final class Bytes implements ByteChannel {
    private static final int AT_ONCE = 7;

    private final ByteBuffer in;
    private final ByteBuffer out;

    Bytes(byte[] in) {
      this.in = ByteBuffer.wrap(in);
      this.out = ByteBuffer.allocate(in.length + 128);
    }

    byte[] written() {
      var copy = new byte[out.position()];
      out.get(0, copy);
      return copy;
    }

    @Override
    public int read(ByteBuffer target) {
      if (!in.hasRemaining()) {
        return -1;
      }
      int count = Math.min(AT_ONCE, Math.min(in.remaining(), target.remaining()));
      target.put(in.slice(in.position(), count));
      in.position(in.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      out.put(source);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}

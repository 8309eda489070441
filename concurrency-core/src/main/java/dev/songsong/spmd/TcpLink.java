// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A link over a connection that never waits. A connection that breaks has ended, as one that is
 * closed: the others of the group learn why.
 */
final class TcpLink implements Link {
  private static final int BUFFER = 1 << 17;

  private final SocketChannel channel;
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private final MemorySegment outBytes = MemorySegment.ofBuffer(out);
  private final MemorySegment inBytes;
  private boolean closed;

  /**
   * @param channel in non-blocking mode
   */
  TcpLink(SocketChannel channel) {
    this.channel = channel;
    in.clear();
    this.inBytes = MemorySegment.ofBuffer(in);
    in.limit(0);
  }

  @Override
  public long write(MemorySegment source, long offset, long length) {
    long written = 0;
    while (written < length && (out.hasRemaining() || flushed())) {
      int count = (int) Math.min(out.remaining(), length - written);
      MemorySegment.copy(source, offset + written, outBytes, out.position(), count);
      out.position(out.position() + count);
      written += count;
    }
    return written;
  }

  private boolean flushed() {
    flush();
    return out.hasRemaining();
  }

  @Override
  public void flush() {
    if (closed) {
      out.clear();
      return;
    }
    out.flip();
    try {
      channel.write(out);
    } catch (IOException broken) {
      // What it sent before it broke may still be read.
      out.position(out.limit());
    } finally {
      out.compact();
    }
  }

  @Override
  public boolean drained() {
    return out.position() == 0;
  }

  @Override
  public long read(MemorySegment target, long offset, long length) {
    long got = 0;
    while (got < length && (in.hasRemaining() || filled())) {
      int count = (int) Math.min(in.remaining(), length - got);
      MemorySegment.copy(inBytes, in.position(), target, offset + got, count);
      in.position(in.position() + count);
      got += count;
    }
    return got;
  }

  private boolean filled() {
    if (closed) {
      return false;
    }
    in.clear();
    try {
      closed = channel.read(in) < 0;
    } catch (IOException broken) {
      closed = true;
    }
    in.flip();
    return in.hasRemaining();
  }

  @Override
  public boolean ended() {
    return closed && !in.hasRemaining();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no more use in either case.
    }
  }
}

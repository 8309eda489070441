// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The reader's end of a {@link BodyPipe}. Used by one thread. */
final class PipeStream extends InputStream {
  private final BodyPipe pipe;
  private final Patience patience;
  private @Nullable ByteBuf now;
  private boolean ended;

  PipeStream(BodyPipe pipe, Patience patience) {
    this.pipe = pipe;
    this.patience = patience;
  }

  @Override
  public int read() throws IOException {
    ByteBuf bytes = next();
    if (bytes == null) {
      return -1;
    }
    int value = bytes.readUnsignedByte();
    releaseIfRead(bytes);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    ByteBuf bytes = next();
    if (bytes == null) {
      return -1;
    }
    int count = Math.min(length, bytes.readableBytes());
    bytes.readBytes(into, offset, count);
    releaseIfRead(bytes);
    return count;
  }

  private @Nullable ByteBuf next() throws IOException {
    if (now == null && !ended) {
      if (pipe.isDry()) {
        patience.await(this::take);
      } else {
        take();
      }
      ended = now == null;
    }
    return now;
  }

  private void take() throws IOException {
    now = pipe.take();
  }

  private void releaseIfRead(ByteBuf bytes) {
    if (!bytes.isReadable()) {
      bytes.release();
      now = null;
    }
  }

  @Override
  public int available() {
    return now == null ? 0 : now.readableBytes();
  }

  @Override
  public void close() {
    if (now != null) {
      now.release();
      now = null;
    }
    ended = true;
    pipe.discard();
  }
}

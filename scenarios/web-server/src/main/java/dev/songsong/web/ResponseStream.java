// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a handler writes an answer piece by piece: pieces go to the event loop, and the writer
 * waits while the client is slow. Used by the handler's thread.
 */
final class ResponseStream extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);
  private static final int PIECE = 16 << 10;

  private final Exchange exchange;
  private final HttpHandler connection;
  private final Pieces pieces = new Pieces();
  private @Nullable ByteBuf piece;

  private ResponseStream(Exchange exchange) {
    this.exchange = exchange;
    this.connection = exchange.connection();
  }

  /**
   * Sends the head, all that the writer writes, and the end.
   *
   * @throws IOException if the client left
   */
  static void write(Exchange exchange, Response response, Response.StreamWriter writer)
      throws IOException {
    HttpHandler connection = exchange.connection();
    var out = new ResponseStream(exchange);
    exchange.later(() -> connection.turn().beginStream(exchange, response, out.pieces));
    try {
      if (!exchange.isHead()) {
        writer.write(out);
        out.flush();
      }
      exchange.later(() -> connection.turn().endStream(exchange));
    } catch (IOException e) {
      throw e;
    } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
      // The head is out: only a broken connection can say now that the answer is not whole.
      LOG.error("{} {}: the stream failed", exchange.method(), exchange.target(), e);
      exchange.later(() -> connection.abort(exchange));
    } finally {
      out.free();
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      ByteBuf into = piece;
      if (into == null) {
        into = connection.channel().alloc().buffer(PIECE, PIECE);
        piece = into;
      }
      int count = Math.min(end - at, into.writableBytes());
      into.writeBytes(bytes, at, count);
      at += count;
      if (!into.isWritable()) {
        flush();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    ByteBuf full = piece;
    if (full != null && full.isReadable()) {
      pieces.enter();
      piece = null;
      if (!exchange.later(() -> connection.answer().piece(full, pieces))) {
        full.release();
        throw new IOException("server: closed (expected: open until the end of the answer)");
      }
    }
  }

  private void free() {
    if (piece != null) {
      piece.release();
      piece = null;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The head waits for the first piece, or for a flush. So a writer that fails early can be answered
 * with an error, and a short answer goes out whole, with its length. Once the head is out, only a
 * broken connection can say that the answer is not whole.
 */
/**
 * Where a handler writes an answer piece by piece: pieces go to the event loop, and the writer
 * waits while the client is slow. Used by the handler's thread.
 */
final class ResponseStream extends OutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);
  private static final int PIECE = 16 << 10;
  private static final int FIRST = 512;

  private final Exchange exchange;
  private final HttpHandler connection;
  private final Response response;
  private final long announced; // -1 if the length is not known
  private final boolean events; // has no end of its own
  private final Pieces pieces = new Pieces();
  private @Nullable ByteBuf piece;
  private long written;
  private boolean begun; // the head is out
  private boolean lost; // the client left, and the writer was told
  private boolean ended; // the server ends, and the writer was told

  private ResponseStream(Exchange exchange, Response response, long announced) {
    this.exchange = exchange;
    this.connection = exchange.connection();
    this.response = response;
    this.announced = announced;
    this.events = EventSink.TYPE.equals(response.header("content-type"));
  }

  /**
   * Sends the head, all that the writer writes, and the end.
   *
   * @throws IOException if the client left
   */
  static void write(Exchange exchange, Response response, Content.Streamed content)
      throws IOException {
    var out = new ResponseStream(exchange, response, content.length());
    if (out.events) {
      exchange.endless();
    }
    try {
      if (exchange.isHead() || AnswerHead.isBodiless(response)) {
        out.begin();
        exchange.later(() -> out.connection.turn().endStream(exchange));
      } else {
        out.writeAll(content.writer());
      }
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Exception | Error e) {
      out.fail(e);
    } finally {
      out.free();
    }
  }

  private void writeAll(Response.StreamWriter writer) throws Exception {
    if (events) {
      // Its writer waits for what is to be told, for hours: it would hold a place all that time.
      exchange.await(() -> writer.write(this));
    } else {
      writer.write(this);
    }
    finish();
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    written += length;
    if (announced >= 0 && written > announced) {
      throw new IllegalStateException(
          "length: " + written + " (expected: " + announced + ", as announced)");
    }
    int at = offset;
    int end = offset + length;
    while (at < end) {
      ByteBuf into = piece;
      if (into == null) {
        int likely = Math.clamp(end - at, FIRST, PIECE);
        into = connection.channel().alloc().buffer(likely, PIECE);
        piece = into;
      }
      int count = Math.min(end - at, into.maxWritableBytes());
      into.writeBytes(bytes, at, count);
      at += count;
      if (into.maxWritableBytes() == 0) {
        flush();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    boolean first = !begun;
    if (first) {
      begin();
    }
    if (mustEnd()) {
      ended = true;
      throw new IOException("server: ends (expected: streams of events to end too)");
    }
    ByteBuf full = piece;
    if (full == null) {
      if (first) {
        exchange.later(() -> connection.answer().flush());
      }
      return;
    }
    try {
      if (pieces.full()) {
        exchange.await(pieces::enter);
      } else {
        pieces.enter();
      }
      exchange.later(() -> connection.answer().piece(full, pieces));
      piece = null;
    } catch (IOException e) {
      lost = true;
      throw e;
    }
  }

  /** Whether the server has begun to end, and this stream would hold it up. */
  private boolean mustEnd() {
    return events && connection.engine().draining();
  }

  private void begin() {
    begun = true;
    exchange.later(() -> connection.turn().beginStream(exchange, response, pieces));
  }

  private void finish() throws IOException {
    if (announced >= 0 && written < announced) {
      throw new IllegalStateException(
          "length: " + written + " (expected: " + announced + ", as announced)");
    }
    if (begun) {
      if (piece != null) {
        flush();
      }
      exchange.later(() -> connection.turn().endStream(exchange));
    } else {
      ByteBuf all = piece;
      var bytes = new byte[all == null ? 0 : all.readableBytes()];
      if (all != null) {
        all.readBytes(bytes);
      }
      Response whole = response.withContent(new Content.Bytes(bytes));
      exchange.later(() -> connection.turn().respond(exchange, whole));
    }
  }

  private void fail(Throwable e) throws IOException {
    // The writer may have wrapped what it was told.
    boolean told =
        e instanceof InterruptedException
            || e instanceof Exception && (ended || lost || exchange.isWoken());
    if (begun && mustEnd() && (told || e instanceof IOException)) {
      // As it was told: the client has all events whole, and connects anew.
      exchange.later(() -> connection.turn().endStream(exchange));
      return;
    }
    if (lost && e instanceof IOException left) {
      throw left;
    }
    if (!begun) {
      Response error = Failed.answer(exchange, e);
      exchange.later(() -> connection.turn().respond(exchange, error));
    } else {
      if (told) {
        // The server ends, or the client has left.
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        LOG.debug("{} {}: the stream was ended", exchange.method(), exchange.target(), e);
      } else {
        LOG.error("{} {}: the stream failed", exchange.method(), exchange.target(), e);
      }
      exchange.later(() -> connection.abort(exchange));
    }
  }

  private void free() {
    if (piece != null) {
      piece.release();
      piece = null;
    }
  }
}

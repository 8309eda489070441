// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** The way out of one connection: writes the answer to one request after the other. The loop's. */
final class Answer {
  /** About what a head takes, so that many small answers count for something. */
  private static final int HEAD = 128;

  private static final int FRAME = 16 << 10; // the largest that every HTTP/2 client takes

  private final boolean http2;
  private final AnswerHead heads;
  private ChannelHandlerContext ctx;
  private @Nullable Pieces pieces; // of the current answer, if it is streamed
  private boolean begun;
  private boolean untilClose; // the end of the connection is the answer's end
  private boolean endless; // the answer is a stream of events
  private boolean empty; // the answer has a head and no more, whatever is written
  private int status;
  private long bytes; // of the current answer's body
  private long total; // of all answers
  private long wroteAt; // System.nanoTime: when its head, then its end was written

  Answer(boolean http2, ResponseDate date) {
    this.http2 = http2;
    this.heads = new AnswerHead(http2, date);
  }

  void start(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Whether the head of the current answer is out. */
  boolean begun() {
    return begun;
  }

  /** The next request's answer may begin. */
  void next() {
    begun = false;
    untilClose = false;
    endless = false;
    empty = false;
    pieces = null;
    status = 0;
    bytes = 0;
  }

  /** The status of the current answer; 0 if it has not begun. */
  int status() {
    return status;
  }

  /** The bytes of the current answer's body so far. */
  long bytes() {
    return bytes;
  }

  /** {@code System.nanoTime} of what was last written: the head, or the end. */
  long wroteAt() {
    return wroteAt;
  }

  /** About how many bytes were written, taken by the client or not. */
  long total() {
    return total;
  }

  /** Whether the current answer is a stream of events, which ends when the client has left. */
  boolean endless() {
    return endless;
  }

  /** Asks for the body. */
  void goOn() {
    ctx.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  /** An answer to what was no request. */
  void lastWords(Response response) {
    ctx.write(AnswerHead.lastWords(response));
  }

  /** Does the step when all that was written has left. */
  void afterAll(Runnable step) {
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> step.run());
  }

  /** A whole answer, of bytes or from a file; to be flushed. */
  ChannelFuture whole(Exchange exchange, Response response, boolean keepAlive) {
    return switch (response.content()) {
      case Content.Bytes(byte[] body) -> ofBytes(exchange, response, body, keepAlive);
      case Content.Slice file -> ofFile(exchange, response, file, keepAlive);
      case Content.OfFile _, Content.Streamed _ ->
          throw new IllegalArgumentException("content: not finished (expected: by Outgoing)");
    };
  }

  private ChannelFuture ofBytes(
      Exchange exchange, Response response, byte[] body, boolean keepAlive) {
    HttpHeaders headers = headers(exchange, response, keepAlive);
    boolean bodiless = AnswerHead.isBodiless(response);
    if (!bodiless) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    }
    boolean none = bodiless || exchange.isHead() || body.length == 0;
    count(none ? 0 : body.length);
    if (http2 && !none && body.length > FRAME) {
      return inFrames(response, headers, body);
    }
    begun = true;
    var full =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status(response),
            none ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body),
            headers,
            EmptyHttpHeaders.INSTANCE);
    return ctx.write(full, keepAlive && !http2 ? ctx.voidPromise() : ctx.newPromise());
  }

  private HttpHeaders headers(Exchange exchange, Response response, boolean keepAlive) {
    wroteAt = System.nanoTime();
    return heads.of(exchange, response, keepAlive, wroteAt);
  }

  /** Frame by frame: so it can be seen how far a client is that takes a large one slowly. */
  private ChannelFuture inFrames(Response response, HttpHeaders headers, byte[] body) {
    head(response, headers);
    int offset = 0;
    for (; body.length - offset > FRAME; offset += FRAME) {
      ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(body, offset, FRAME)));
    }
    return ctx.write(
        new DefaultLastHttpContent(Unpooled.wrappedBuffer(body, offset, body.length - offset)));
  }

  private ChannelFuture ofFile(
      Exchange exchange, Response response, Content.Slice file, boolean keepAlive) {
    HttpHeaders headers = headers(exchange, response, keepAlive);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(file.length()));
    head(response, headers);
    if (exchange.isHead()) {
      file.close();
    } else {
      count(file.length());
      var region = new DefaultFileRegion(file.channel(), file.offset(), file.length());
      ctx.write(region).addListener(written -> fileLeft(written.isSuccess()));
    }
    return ctx.write(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void fileLeft(boolean whole) {
    if (!whole) {
      // The file became shorter, or the client left: the length that was announced can't be kept.
      ctx.close();
    }
  }

  /**
   * The head of an answer that comes in pieces.
   *
   * @return whether the connection can be kept: not if its end is the answer's end
   */
  boolean begin(Exchange exchange, Response response, boolean keepAlive, Pieces pieces) {
    this.pieces = pieces;
    boolean old = exchange.head().protocolVersion() == HttpVersion.HTTP_1_0;
    empty = exchange.isHead() || AnswerHead.isBodiless(response);
    HttpHeaders headers = headers(exchange, response, true);
    long length = response.content() instanceof Content.Streamed(_, long said) ? said : -1;
    boolean known = length >= 0;
    if (known && !AnswerHead.isBodiless(response)) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
    }
    untilClose = !http2 && old && !known && !empty;
    if (untilClose) {
      // Where the end of the connection is the answer's, only a reset shows that it is not whole.
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    endless = EventSink.TYPE.equals(headers.get(HttpHeaderNames.CONTENT_TYPE));
    boolean keep = keepAlive && !untilClose;
    heads.keep(headers, exchange, keep);
    if (!http2 && !old && !known && !empty) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    head(response, headers);
    return keep;
  }

  private void head(Response response, HttpHeaders headers) {
    begun = true;
    ctx.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status(response), headers));
  }

  /** A piece of a streamed answer; sent at once. */
  void piece(ByteBuf piece, Pieces of) {
    if (of != pieces || empty) {
      piece.release();
      return;
    }
    count(piece.readableBytes());
    ctx.writeAndFlush(new DefaultHttpContent(piece));
    of.written(ctx.channel().isWritable());
  }

  /** The end of a streamed answer; to be flushed. */
  ChannelFuture end() {
    wroteAt = System.nanoTime();
    pieces = null;
    if (untilClose) {
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, -1);
    }
    return ctx.write(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  void flush() {
    ctx.flush();
  }

  /** The client has caught up. */
  void writable() {
    if (pieces != null) {
      pieces.writable();
    }
  }

  /** Nobody reads any more. */
  void close() {
    if (pieces != null) {
      pieces.close();
      pieces = null;
    }
  }

  private void count(long length) {
    bytes += length;
    total += length;
  }

  private HttpResponseStatus status(Response response) {
    total += HEAD;
    status = response.status();
    return HttpResponseStatus.valueOf(status);
  }
}

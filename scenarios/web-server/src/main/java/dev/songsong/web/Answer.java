// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The way out of one connection: writes the answer to one request after the other. The loop's. */
final class Answer {
  private static final DefaultHttpHeadersFactory HEADERS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private static final int FRAME = 16 << 10; // the largest that every HTTP/2 client takes

  private final boolean http2;
  private final ResponseDate date;
  private ChannelHandlerContext ctx;
  private @Nullable Pieces pieces; // of the current answer, if it is streamed
  private boolean begun;
  private int status;
  private long bytes; // of the current answer's body
  private long total; // of all bodies
  private final Queue<DefaultFileRegion> regions = new ArrayDeque<>(1); // on their way

  Answer(boolean http2, ResponseDate date) {
    this.http2 = http2;
    this.date = date;
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

  /**
   * The bytes of all bodies that were written, taken by the client or not. What the client has
   * taken of a file counts twice until it has all, for until then all of it counts as waiting.
   */
  long total() {
    long taken = 0;
    for (DefaultFileRegion region : regions) {
      taken += region.transferred();
    }
    return total + taken;
  }

  /** Asks for the body. */
  void goOn() {
    ctx.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  /** An answer to what was no request, and the end of the connection. */
  void lastWords(Response response) {
    HttpHeaders headers = HEADERS.newHeaders();
    byte[] body = response.content() instanceof Content.Bytes(byte[] all) ? all : new byte[0];
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(body),
                headers,
                EmptyHttpHeaders.INSTANCE))
        .addListener(ChannelFutureListener.CLOSE);
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
    if (response.status() != 204 && response.status() != 304) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    }
    boolean none = exchange.isHead() || body.length == 0;
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

  /** Frame by frame: so it can be seen how far a client is that takes a large one slowly. */
  private ChannelFuture inFrames(Response response, HttpHeaders headers, byte[] body) {
    head(response, headers);
    int at = 0;
    for (; body.length - at > FRAME; at += FRAME) {
      ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(body, at, FRAME)));
    }
    return ctx.write(
        new DefaultLastHttpContent(Unpooled.wrappedBuffer(body, at, body.length - at)));
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
      regions.add(region);
      ctx.write(region).addListener(written -> sent(written.isSuccess()));
    }
    return ctx.write(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  /** Files go out in their order. One that became shorter breaks the length that was announced. */
  private void sent(boolean whole) {
    regions.remove();
    if (!whole) {
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
    boolean old = !http2 && exchange.head().protocolVersion().equals(HttpVersion.HTTP_1_0);
    long length = response.content() instanceof Content.Streamed(_, long known) ? known : -1;
    boolean keep = keepAlive && (length >= 0 || !old);
    HttpHeaders headers = headers(exchange, response, keep);
    if (length >= 0) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
    } else if (!http2 && !old) {
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
    if (of != pieces) {
      piece.release();
      return;
    }
    count(piece.readableBytes());
    ctx.writeAndFlush(new DefaultHttpContent(piece));
    of.written(ctx.channel().isWritable());
  }

  /** The end of a streamed answer; to be flushed. */
  ChannelFuture end() {
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

  /** Ends this side of the connection; false if that can't be done alone. */
  boolean linger() {
    if (ctx.channel() instanceof DuplexChannel duplex
        && ctx.pipeline().get(ConnectionInitializer.TLS) == null) {
      duplex.shutdownOutput();
      return true;
    }
    return false;
  }

  private void count(long length) {
    bytes += length;
    total += length;
  }

  private HttpResponseStatus status(Response response) {
    status = response.status();
    return HttpResponseStatus.valueOf(status);
  }

  private HttpHeaders headers(Exchange exchange, Response response, boolean keepAlive) {
    HttpHeaders headers = HEADERS.newHeaders();
    List<String> own = response.headers();
    for (int i = 0; i < own.size(); i += 2) {
      headers.add(own.get(i), own.get(i + 1));
    }
    headers.set(HttpHeaderNames.DATE, date.text(exchange.begun()));
    if (!http2) {
      if (!keepAlive) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      } else if (exchange.head().protocolVersion().equals(HttpVersion.HTTP_1_0)) {
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
      }
    }
    return headers;
  }
}

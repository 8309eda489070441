// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import java.util.List;

/*
 * Smuggling lives on bytes that two servers in a row read in two ways. Netty refuses bare line
 * feeds, malformed lengths and sizes, and control characters in headers; what it would still take,
 * this refuses:
 *
 *   a length beside chunks, and a second length or coding header, even in HTTP/1.0
 *   header lines that are folded
 *   words of the request line that are parted by anything but one space, and bytes before it, save
 *     the one empty line that RFC 9112 allows
 *   the headers of a draft of WebSocket, for which Netty reads a body of eight bytes
 *
 * After the first fault nothing is read any more: bytes whose place isn't known mean nothing.
 */
/** Netty's decoder of HTTP/1, without leniency, and to be stopped while requests wait. */
final class StrictDecoder extends HttpRequestDecoder {
  /** As in Apache and Tomcat. More cost time to look through, and no browser sends so many. */
  private static final int MOST_HEADERS = 100;

  private static final AsciiString OLD_KEY_1 = AsciiString.cached("sec-websocket-key1");
  private static final AsciiString OLD_KEY_2 = AsciiString.cached("sec-websocket-key2");

  private ChannelHandlerContext ctx;
  private boolean inHead = true;
  private boolean begun; // the request line's first byte was seen
  private boolean emptyLine; // before it
  private boolean broken;
  private boolean paused;
  private int headers;
  private int lengths; // headers that say how long the body is
  private int wordEnd; // in the request line
  private long headSince; // System.nanoTime; 0 if no head is on its way

  StrictDecoder(Limits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLine())
            .setMaxHeaderSize(limits.headers())
            .setMaxChunkSize(64 << 10)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (broken) {
      in.skipBytes(in.readableBytes());
    } else if (!paused) {
      if (inHead) {
        decodeHead(ctx, in, out);
      } else {
        super.decode(ctx, in, out);
      }
      if (!out.isEmpty()) {
        after(out.getLast());
      }
    }
  }

  private void decodeHead(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    if (!begun && !begin(in, out)) {
      return;
    }
    int from = in.readerIndex();
    super.decode(ctx, in, out);
    // What was consumed is whole lines of the head and no more: the decoder stops at its end,
    // unless it found a fault.
    if (!failed(out) && folded(in, from, in.readerIndex())) {
      refuse(in, out, "header: folded over lines (expected: one line each)");
    }
    if (out.isEmpty() && headSince == 0) {
      headSince = System.nanoTime();
    }
  }

  private static boolean failed(List<Object> out) {
    return !out.isEmpty()
        && out.getFirst() instanceof HttpMessage head
        && !head.decoderResult().isSuccess();
  }

  /** Looks at what stands before the request line; false if that is not there yet. */
  private boolean begin(ByteBuf in, List<Object> out) {
    int at = in.readerIndex();
    byte first = in.getByte(at);
    if (first == '\r' && !emptyLine) {
      if (in.readableBytes() == 1) {
        return false;
      }
      if (in.getByte(at + 1) == '\n') {
        in.skipBytes(2);
        emptyLine = true;
        return false;
      }
    }
    if (first <= ' ') {
      refuse(in, out, "request line: malformed (expected: begins with a method)");
      return false;
    }
    begun = true;
    return true;
  }

  private static boolean folded(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to) {
      byte first = in.getByte(at);
      if (first == ' ' || first == '\t') {
        return true;
      }
      int feed = in.indexOf(at, to, (byte) '\n');
      at = feed < 0 ? to : feed + 1;
    }
    return false;
  }

  private void refuse(ByteBuf in, List<Object> out, String why) {
    in.skipBytes(in.readableBytes());
    out.clear();
    HttpMessage bad = createInvalidMessage();
    bad.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(why)));
    out.add(bad);
  }

  private void after(Object last) {
    if (inHead) {
      inHead = false;
      headSince = 0;
    }
    if (last instanceof HttpMessage head) {
      broken = !head.decoderResult().isSuccess();
    } else if (last instanceof HttpContent content) {
      broken = !content.decoderResult().isSuccess();
    }
    if (last instanceof LastHttpContent) {
      inHead = true;
      begun = false;
      emptyLine = false;
      headers = 0;
      lengths = 0;
    }
  }

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    wordEnd = start + length;
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    requireOneSpace(line, start);
    wordEnd = start + length;
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    requireOneSpace(line, start);
    return super.splitThirdWordInitialLine(line, start, length);
  }

  private void requireOneSpace(byte[] line, int start) {
    if (start != wordEnd + 1 || line[wordEnd] != ' ') {
      throw new IllegalArgumentException(
          "request line: malformed (expected: words parted by one space)");
    }
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    headers++;
    if (headers > MOST_HEADERS) {
      throw new TooLongHttpHeaderException(
          "headers: more than " + MOST_HEADERS + " (expected: fewer)");
    }
    AsciiString name = super.splitHeaderName(line, start, length);
    boolean framing =
        switch (length) {
          case 14 -> HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name);
          case 17 -> HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
          case 18 ->
              OLD_KEY_1.contentEqualsIgnoreCase(name) || OLD_KEY_2.contentEqualsIgnoreCase(name);
          default -> false;
        };
    if (framing) {
      lengths += length == 18 ? 2 : 1;
      if (lengths > 1) {
        throw new IllegalArgumentException("length: said twice (expected: once)");
      }
    }
    return name;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException(
        "content-length: "
            + message.headers().get(HttpHeaderNames.CONTENT_LENGTH)
            + " (expected: none beside transfer-encoding)");
  }

  /** When the first bytes of a head came that is not whole yet; 0 if there are none. */
  long headSince() {
    return headSince;
  }

  /** Leaves what comes undecoded, which takes far less memory than requests that wait. */
  void pause() {
    paused = true;
  }

  boolean paused() {
    return paused;
  }

  /** Goes on with what was left. Not to be called while something is being read. */
  void resume() throws Exception {
    paused = false;
    channelRead(ctx, Unpooled.EMPTY_BUFFER);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (paused) {
      // Netty's decoder would ask for more bytes, as none of those that came gave a message.
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      // What waits undecoded may be whole requests, that Netty's decoder would throw away.
      ctx.fireUserEventTriggered(event);
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  /** The client has left: what is not whole will not be. */
  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder of HTTP/1 without what two servers in a row could read in two ways: a length
 * beside chunks, and header lines that are folded (RFC 9112, sections 5.2, 6.1 and 11.2). Bare line
 * feeds, two lengths, and control characters in headers Netty refuses itself.
 */
final class StrictDecoder extends HttpRequestDecoder {
  private boolean inHead = true;
  private boolean atLineStart;
  private boolean folded;
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
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (!inHead) {
      super.decode(ctx, in, out);
      inHead = !out.isEmpty() && out.getLast() instanceof LastHttpContent;
      return;
    }
    int from = in.readerIndex();
    super.decode(ctx, in, out);
    // What was consumed is header lines and no more: the decoder stops where a head ends.
    if (folded(in, from, in.readerIndex()) && !out.isEmpty()) {
      fail(out, "header: folded over lines (expected: one line each)");
    }
    if (!out.isEmpty()) {
      inHead = out.getLast() instanceof LastHttpContent;
      atLineStart = false;
      folded = false;
      headSince = 0;
    } else if (headSince == 0) {
      headSince = System.nanoTime();
    }
  }

  /** Whether a line begins with a space or tab; a head may come in pieces. */
  private boolean folded(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to) {
      if (atLineStart && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
        folded = true;
      }
      int feed = in.indexOf(at, to, (byte) '\n');
      if (feed < 0) {
        atLineStart = false;
        break;
      }
      at = feed + 1;
      atLineStart = true;
    }
    return folded;
  }

  private static void fail(List<Object> out, String why) {
    for (Object message : out) {
      if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(why)));
      }
    }
  }

  /** When the first bytes of a head came that is not whole yet; 0 if there are none. */
  long headSince() {
    return headSince;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException(
        "content-length: "
            + message.headers().get(HttpHeaderNames.CONTENT_LENGTH)
            + " (expected: none beside transfer-encoding)");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.ReferenceCountUtil;

/**
 * Looks at the heads of all frames that a client sends, before they are decoded: counts what could
 * be a flood, and knows since when a frame or a block of headers is not whole. Behind the decoder
 * that could not be seen: it hands on whole requests, and drops what is for streams that ended.
 *
 * <p>The event loop's.
 */
final class FrameScanner extends ChannelDuplexHandler {
  private static final int PREFACE = 24;
  private static final int HEAD = 9;
  private static final int TYPE_AT = 3;
  private static final int FLAGS_AT = 4;
  private static final int END_HEADERS = 0x4;

  /** The longest frame that only answers one of the client's, a ping; those earn nothing. */
  private static final int PING = 17;

  /** With more than this, the client does not take the answers to what it sends. */
  private static final long MOST_UNSENT = 1 << 20;

  private final Http2Codec codec;
  private final FrameBudget budget;
  private final Tally tally;
  private final byte[] head = new byte[HEAD]; // of a frame whose head comes in pieces
  private int headBytes;
  private int left = PREFACE; // of the current frame's payload, and before the first, the preface
  private int type = -1;
  private boolean inBlock; // headers to be continued
  private long since = System.nanoTime(); // when what is not whole began; 0 if nothing is
  private boolean closed; // too much came: the rest is not looked at

  FrameScanner(Http2Codec codec, FrameBudget budget, Tally tally) {
    this.codec = codec;
    this.budget = budget;
    this.tally = tally;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!closed) {
      scan(bytes);
      if (!budget.exceeded() && unsent(ctx) <= MOST_UNSENT) {
        ctx.fireChannelRead(message);
        return;
      }
      closed = true;
      tally.count(Tally.Event.FRAME_FLOOD);
      fail(ctx, "frames: too many (expected: fewer that carry nothing)");
    }
    ReferenceCountUtil.release(message);
  }

  private void scan(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end) {
      if (left > 0) {
        int some = Math.min(left, end - at);
        at += some;
        left -= some;
        if (left == 0) {
          whole();
        }
      } else if (headBytes == 0 && end - at >= HEAD) {
        begin(in.getUnsignedMedium(at), in.getByte(at + TYPE_AT), in.getByte(at + FLAGS_AT));
        at += HEAD;
      } else {
        head[headBytes++] = in.getByte(at++);
        if (headBytes == HEAD) {
          headBytes = 0;
          int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
          begin(length, head[TYPE_AT], head[FLAGS_AT]);
        }
      }
    }
    boolean waits = headBytes > 0 || left > 0 && type != Http2FrameTypes.DATA || inBlock;
    if (waits && since == 0) {
      since = System.nanoTime();
    }
  }

  private void begin(int length, byte kind, byte flags) {
    type = kind;
    left = length;
    switch (kind) {
      case Http2FrameTypes.HEADERS -> {
        budget.moved(FrameBudget.BYTES_A_FRAME);
        inBlock = (flags & END_HEADERS) == 0;
      }
      case Http2FrameTypes.CONTINUATION -> inBlock = (flags & END_HEADERS) == 0;
      case Http2FrameTypes.DATA -> {
        budget.moved(length);
        budget.frame();
      }
      case Http2FrameTypes.RST_STREAM -> budget.reset();
      default -> budget.frame();
    }
    if (left == 0) {
      whole();
    }
  }

  private void whole() {
    if (!inBlock) {
      since = 0;
    }
  }

  /** Ends the connection. */
  void fail(ChannelHandlerContext ctx, String why) {
    codec.onError(
        ctx.pipeline().context(codec),
        false,
        Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, why));
  }

  private static long unsent(ChannelHandlerContext ctx) {
    var buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes && bytes.readableBytes() > PING) {
      budget.moved(bytes.readableBytes());
    }
    ctx.write(message, promise);
  }

  /**
   * Since when the client is at the preface, a frame (of no data) or a block of headers; 0 if not.
   */
  long unfinishedSince() {
    return since;
  }
}

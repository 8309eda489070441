// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that begins with HTTP/2's preface from one that speaks HTTP/1, on connections
 * without TLS. The first look decides it nearly always: then this handler is gone.
 *
 * <p>A client that asks for an upgrade to {@code h2c} instead is answered in HTTP/1.1: RFC 9113
 * (section 3.1) has given that way up.
 */
final class PrefaceDetector extends ChannelInboundHandlerAdapter implements Sweeper.Watched {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Engine engine;
  private final ConnectionInitializer connections;
  private @Nullable ByteBuf held; // what may become a preface
  private long since;
  private @Nullable ChannelHandlerContext watched;

  PrefaceDetector(Engine engine, ConnectionInitializer connections) {
    this.engine = engine;
    this.connections = connections;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (held != null) {
      bytes = held.writeBytes(bytes);
      ((ByteBuf) message).release();
      held = null;
    }
    int same = commonLength(bytes);
    if (same < PREFACE.length && same == bytes.readableBytes()) {
      hold(ctx, bytes);
      return;
    }
    if (same == PREFACE.length) {
      connections.becomeHttp2(ctx.channel());
    }
    ctx.fireChannelRead(bytes);
    ctx.pipeline().remove(this);
  }

  private static int commonLength(ByteBuf bytes) {
    int most = Math.min(bytes.readableBytes(), PREFACE.length);
    int at = 0;
    while (at < most && bytes.getByte(bytes.readerIndex() + at) == PREFACE[at]) {
      at++;
    }
    return at;
  }

  private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
    // A copy that can grow: the decoders get one buffer, as if all had come at once.
    held = ctx.alloc().buffer().writeBytes(bytes);
    bytes.release();
    if (watched == null) {
      watched = ctx;
      since = System.nanoTime();
      engine.sweeper(ctx.channel().eventLoop()).add(this);
    }
  }

  @Override
  public void check(long now) {
    if (watched != null && now - since > engine.options().timeouts().head().toNanos()) {
      watched.close();
    }
  }

  @Override
  public void drain() {
    // The connection is still HTTP/1's, which sees to that.
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    letGo();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    letGo();
  }

  private void letGo() {
    if (watched != null) {
      engine.sweeper(watched.channel().eventLoop()).remove(this);
      watched = null;
    }
    if (held != null) {
      held.release();
      held = null;
    }
  }
}

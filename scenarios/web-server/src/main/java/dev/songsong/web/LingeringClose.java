// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes an HTTP/2 connection so that the client gets all that was sent: a close with something
 * unread makes TCP answer with a reset, at which the client's system throws the last answers and
 * the GOAWAY away. So this side is ended first, what still comes is dropped, and the rest follows
 * when the client has closed its side, or after two seconds.
 *
 * <p>The event loop's.
 */
final class LingeringClose extends ChannelDuplexHandler {
  private static final long MOST = TimeUnit.SECONDS.toNanos(2);

  private @Nullable ChannelHandlerContext own; // while the client has time to close
  private long since;
  private boolean closing;

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (closing || !ctx.channel().isActive()) {
      ctx.close(promise);
      return;
    }
    closing = true;
    own = ctx;
    since = System.nanoTime();
    ctx.channel().closeFuture().addListener(_ -> promise.trySuccess());
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endThisSide(ctx.channel()));
  }

  /** Ends this side of a connection; all of it if that can't be done alone. */
  static ChannelFuture endThisSide(Channel channel) {
    if (channel.pipeline().get(ConnectionInitializer.TLS) instanceof SslHandler tls) {
      return tls.closeOutbound();
    }
    return channel instanceof DuplexChannel duplex ? duplex.shutdownOutput() : channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** Ends it when the client has had its time. */
  void check(long now) {
    if (own != null && now - since > MOST) {
      own.close();
    }
  }
}

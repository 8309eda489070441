// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.supervise.ListenerSharing;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A listening socket that a worker asks for.
 *
 * @param door the path of the Unix socket at which it is given
 */
record PassedListener(String door) implements ListenerSharing.Listening {
  private static final int PATIENCE_SECONDS = 10;

  /** Not to be had: the JDK makes no channels of descriptors. */
  @Override
  public ServerSocketChannel open() {
    throw new UnsupportedOperationException(
        "listener: a descriptor (expected: taken by Netty's epoll). Use Sharing.REUSE_PORT.");
  }

  /**
   * Asks for the socket; the descriptor is the caller's.
   *
   * @throws IOException if it isn't given
   */
  FileDescriptor take(EventLoopGroup loops) throws IOException, InterruptedException {
    var answer = new CompletableFuture<FileDescriptor>();
    ChannelFuture connected =
        new Bootstrap()
            .group(loops)
            .channel(EpollDomainSocketChannel.class)
            .option(
                EpollChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS)
            .handler(new Taker(answer))
            .connect(new DomainSocketAddress(door));
    connected.addListener(done -> {
      if (!done.isSuccess()) {
        answer.completeExceptionally(done.cause());
      }
    });
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(false);
      throw new IOException("door: " + door + ": no listener (expected: one of the parent)", e);
    } catch (InterruptedException e) {
      answer.cancel(false);
      throw e;
    } finally {
      connected.channel().close();
    }
  }

  private static final class Taker extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<FileDescriptor> answer;

    Taker(CompletableFuture<FileDescriptor> answer) {
      this.answer = answer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
      var descriptor = (FileDescriptor) message;
      if (!answer.complete(descriptor)) {
        descriptor.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answer.completeExceptionally(new IOException("closed (expected: a descriptor)"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answer.completeExceptionally(cause);
      ctx.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.supervise.ListenerSharing;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that listens, and the door at which workers get their descriptors of it. */
final class SharedListener implements ListenerSharing.Reservation {
  private static final Logger LOG = LoggerFactory.getLogger(SharedListener.class);

  private final LinuxSocket listener;
  private final InetSocketAddress address;
  private final DoorFolder folder;
  private final EventLoopGroup loop;
  private final Channel door;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SharedListener(
      LinuxSocket listener, DoorFolder folder, EventLoopGroup loop, Channel door) {
    this.listener = listener;
    this.address = listener.localAddress();
    this.folder = folder;
    this.loop = loop;
    this.door = door;
  }

  /** Opens the door; from then on the socket is this object's. */
  static SharedListener open(LinuxSocket listener) throws IOException {
    DoorFolder folder = DoorFolder.create();
    int owner = folder.owner();
    EventLoopGroup loop = Transport.EPOLL.loops("web-door", 1);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(new Giver(listener, owner))
            .bind(new DomainSocketAddress(folder.door().toFile()))
            .awaitUninterruptibly();
    if (bound.isSuccess()) {
      return new SharedListener(listener, folder, loop, bound.channel());
    }
    end(loop);
    folder.close();
    throw new IOException(
        "door: " + folder.door() + ": " + bound.cause().getMessage() + " (expected: can be bound)",
        bound.cause());
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public ListenerSharing.Listening listening(int replica) {
    return new PassedListener(folder.door().toString());
  }

  /** Connections that no worker has accepted are reset. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    door.close().awaitUninterruptibly();
    end(loop);
    try {
      listener.close();
    } finally {
      folder.close();
    }
  }

  private static void end(EventLoopGroup loop) {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** Gives the descriptor to whoever knocks and is of the same user. */
  @Sharable
  private static final class Giver extends ChannelInboundHandlerAdapter {
    private final LinuxSocket listener;
    private final int owner;

    Giver(LinuxSocket listener, int owner) {
      this.listener = listener;
      this.owner = owner;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws IOException {
      int peer = ((EpollDomainSocketChannel) ctx.channel()).peerCredentials().uid();
      if (peer == owner) {
        ctx.writeAndFlush(listener).addListener(ChannelFutureListener.CLOSE);
      } else {
        LOG.warn("door: knocked at by user {} (expected: {}); refused", peer, owner);
        ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("door: a worker got no listener", cause);
      ctx.close();
    }
  }
}

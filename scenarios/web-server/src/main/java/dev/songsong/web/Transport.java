// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** How bytes come and go: Linux's epoll where it can be had, else the JDK's selectors. */
enum Transport {
  EPOLL,
  NIO;

  // An IPv6 address, its scope and port, and their length.
  private static final int LONGEST_ADDRESS = 25;

  // Bytes: some pieces of an answer, so that a client that reads need not wait for the loop.
  private static final long MOST_UNSENT = 128 << 10;

  static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  EventLoopGroup loops(String role, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads,
        new DefaultThreadFactory(role),
        this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  Class<? extends ServerChannel> server() {
    return this == EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Listens on a Unix socket. */
  Class<? extends ServerChannel> localServer() {
    return this == EPOLL
        ? EpollServerDomainSocketChannel.class
        : NioServerDomainSocketChannel.class;
  }

  /** A Unix socket's path, as {@link #localServer} wants it. */
  SocketAddress localAddress(Path socket) {
    return this == EPOLL
        ? new DomainSocketAddress(socket.toFile())
        : UnixDomainSocketAddress.of(socket);
  }

  /** Lets others bind the same address with the same option. */
  void shareAddress(ServerBootstrap server) {
    ChannelOption<Boolean> option =
        this == EPOLL
            ? UnixChannelOption.SO_REUSEPORT
            : NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
    server.option(option, true);
  }

  /**
   * Bounds what lies unsent in each connection's socket, where that can be: Linux lets a socket's
   * buffer grow to megabytes for a client that hardly reads, gigabytes for hundreds of them.
   */
  void boundUnsent(ServerBootstrap server) {
    if (this == EPOLL) {
      server.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
    }
  }

  /**
   * Accepts what waits, where that can be done at once, and closes: what comes between the two,
   * some microseconds, is reset. A socket that other processes have too is closed here only.
   */
  static ChannelFuture stopAccepting(Channel server) {
    server
        .eventLoop()
        .execute(() -> {
          try {
            if (server instanceof EpollServerSocketChannel epoll
                && epoll.fd() instanceof Socket socket) {
              acceptAll(epoll, socket);
            }
          } catch (IOException e) {
            server.pipeline().fireExceptionCaught(e);
          } finally {
            server.close();
          }
        });
    return server.closeFuture();
  }

  private static void acceptAll(EpollServerSocketChannel server, Socket socket) throws IOException {
    var address = new byte[LONGEST_ADDRESS];
    // Bounded by what could have waited when it began: more may come without end.
    for (int left = Engine.BACKLOG; left > 0 && server.config().isAutoRead(); left--) {
      int descriptor = socket.accept(address);
      if (descriptor == -1) {
        return;
      }
      var connection = new EpollSocketChannel(descriptor);
      if (connection.remoteAddress() == null) {
        // It has left already.
        connection.unsafe().closeForcibly();
      } else {
        server.pipeline().fireChannelRead(connection);
      }
    }
  }
}

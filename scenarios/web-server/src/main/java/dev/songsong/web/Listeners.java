// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where an engine listens. For the thread that starts and ends the engine. */
final class Listeners {
  private final Engine engine;
  private final Transport transport;
  private final EventLoopGroup loops;
  private final List<Channel> all = new ArrayList<>();
  private boolean adopted; // the listening socket is shared

  Listeners(Engine engine, Transport transport, EventLoopGroup loops) {
    this.engine = engine;
    this.transport = transport;
    this.loops = loops;
  }

  /**
   * Binds and accepts.
   *
   * @param shared whether others bind the same address beside this
   * @throws IOException if the address can't be had
   */
  InetSocketAddress bind(InetSocketAddress address, boolean shared)
      throws IOException, InterruptedException {
    ServerBootstrap bootstrap = bootstrap().channel(transport.server());
    if (shared) {
      transport.shareAddress(bootstrap);
    }
    ChannelFuture bound = bootstrap.bind(address).await();
    if (!bound.isSuccess()) {
      throw refused("address: " + address, "free and of this machine", bound);
    }
    all.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private static IOException refused(String what, String expected, ChannelFuture bound) {
    return new IOException(
        what + ": " + bound.cause().getMessage() + " (expected: " + expected + ")", bound.cause());
  }

  /**
   * Accepts from a listening socket that other processes accept from too.
   *
   * @throws IOException if it isn't given
   */
  void adopt(PassedListener passed) throws IOException, InterruptedException {
    var channel = new EpollServerSocketChannel(passed.take(loops).intValue());
    ChannelFactory<EpollServerSocketChannel> thisOne = () -> channel;
    // It listens already, so the first connection could come before the bootstrap's handler is in
    // place; that was queued on the loop when the registration is complete.
    var registered =
        bootstrap()
            .channelFactory(thisOne)
            .option(ChannelOption.AUTO_READ, false)
            // One at a time: who took all that wait would leave nothing to the others.
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(1))
            .register()
            .await();
    if (!registered.isSuccess()) {
      throw new IOException("listener: can't be registered", registered.cause());
    }
    all.add(channel);
    adopted = true;
    channel.eventLoop().submit(() -> channel.config().setAutoRead(true)).await();
  }

  /**
   * Binds a Unix socket, for processes of this machine; without limits on who connects, for that is
   * what the rights of its directory are for.
   *
   * @throws IOException if the path can't be had
   */
  void bind(Path socket) throws IOException, InterruptedException {
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.localServer())
            .childHandler(new ConnectionInitializer(engine))
            .bind(transport.localAddress(socket))
            .await();
    if (!bound.isSuccess()) {
      throw refused("socket: " + socket, "free", bound);
    }
    all.add(bound.channel());
  }

  private ServerBootstrap bootstrap() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .option(ChannelOption.SO_BACKLOG, Engine.BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new WireSizes())
            .handler(new AcceptGate(engine))
            .childHandler(new ConnectionInitializer(engine));
    transport.boundUnsent(bootstrap);
    return bootstrap;
  }

  /** Accepts what waits and no more. Bounded: a loop may hang. */
  void stop() throws InterruptedException {
    for (Channel one : all) {
      (adopted ? one.close() : Transport.stopAccepting(one)).await(1, TimeUnit.SECONDS);
    }
  }

  /** Accepts no more. Bounded, and idempotent. */
  void close() {
    all.forEach(one -> one.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts connections, all and by client. At the limit nothing more is accepted: what comes waits in
 * the kernel's queue, where other processes may take it.
 */
@Sharable
final class AcceptGate extends ChannelInboundHandlerAdapter {
  private final Engine engine;
  private final int most;
  private final int mostPerClient;
  private final ConcurrentMap<InetAddress, Integer> byClient = new ConcurrentHashMap<>();

  AcceptGate(Engine engine) {
    this.engine = engine;
    this.most = engine.options().limits().connections();
    this.mostPerClient = engine.options().limits().connectionsPerClient();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel connection = (Channel) message;
    InetAddress client = ((InetSocketAddress) connection.remoteAddress()).getAddress();
    int open = engine.connections().incrementAndGet();
    int own = byClient.merge(client, 1, Integer::sum);
    connection.closeFuture().addListener(_ -> closed(ctx.channel(), client));
    if (open >= most) {
      ctx.channel().config().setAutoRead(false);
    }
    if (own > mostPerClient) {
      // A reset: a client that opens so many is not to cost even a closing.
      engine.tally().count(Tally.Event.CONNECTION_REFUSED);
      connection.config().setOption(ChannelOption.SO_LINGER, 0);
      connection.unsafe().closeForcibly();
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void closed(Channel server, InetAddress client) {
    byClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    if (engine.connections().decrementAndGet() == most - 1) {
      server.config().setAutoRead(true);
    }
  }
}

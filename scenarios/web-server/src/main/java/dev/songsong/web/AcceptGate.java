// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A listening socket is paused and resumed by its own loop alone, while connections end on any.
 * The two meet without a lock: who pauses marks the socket and then counts once more; who ends a
 * connection counts down and then looks for marks. One of them sees the other.
 */
/**
 * Counts connections, all and by client. At the limit, and when the process has no descriptor left,
 * nothing more is accepted: what comes waits in the kernel's queue, where other processes may take
 * it. Thread-safe.
 */
@Sharable
final class AcceptGate extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptGate.class);

  /** A failure to accept seldom lasts, and asking again costs nothing at this rate. */
  private static final long RETRY_MILLIS = 100;

  private static final long LOG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Engine engine;
  private final int most;
  private final int mostPerClient;
  private final ConcurrentMap<Object, Integer> byClient = new ConcurrentHashMap<>();
  private final Set<Channel> paused = ConcurrentHashMap.newKeySet();
  private volatile long logged = System.nanoTime() - LOG_NANOS; // by the loops; a race logs twice

  AcceptGate(Engine engine) {
    this.engine = engine;
    this.most = engine.options().limits().connections();
    this.mostPerClient = engine.options().limits().connectionsPerClient();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel connection = (Channel) message;
    if (!(connection.remoteAddress() instanceof InetSocketAddress address)) {
      // Already gone.
      reset(connection);
      return;
    }
    Object client = ClientKey.of(address.getAddress());
    if (byClient.merge(client, 1, Integer::sum) > mostPerClient) {
      engine.tally().count(Tally.Event.CONNECTION_REFUSED);
      forget(client);
      reset(connection);
      return;
    }
    engine.connections().incrementAndGet();
    connection.closeFuture().addListener(_ -> closed(client));
    ctx.fireChannelRead(message);
    if (full()) {
      pause(ctx.channel());
      if (!full()) {
        resume(ctx.channel());
      }
    }
  }

  private boolean full() {
    return engine.connections().get() >= most;
  }

  private void forget(Object client) {
    byClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
  }

  /** A client that opens so many is not to cost even a closing. */
  private static void reset(Channel connection) {
    connection.config().setOption(ChannelOption.SO_LINGER, 0);
    connection.unsafe().closeForcibly();
  }

  private void closed(Object client) {
    forget(client);
    engine.connections().decrementAndGet();
    for (Channel server : paused) {
      try {
        server.eventLoop().execute(() -> resume(server));
      } catch (RejectedExecutionException theServerHasEnded) {
        paused.remove(server);
      }
    }
  }

  /** On the socket's loop. */
  private void pause(Channel server) {
    paused.add(server);
    server.config().setAutoRead(false);
  }

  /** On the socket's loop. */
  private void resume(Channel server) {
    if (!full() && paused.remove(server) && server.isOpen()) {
      server.config().setAutoRead(true);
    }
  }

  /** Accepting failed, most likely for want of a descriptor. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    long now = System.nanoTime();
    if (now - logged >= LOG_NANOS) {
      logged = now;
      LOG.warn(
          "connection: not accepted: {} (expected: a free descriptor). Raise the limit of open"
              + " files above that of connections, {}.",
          cause.getMessage(),
          most);
    }
    Channel server = ctx.channel();
    pause(server);
    server.eventLoop().schedule(() -> resume(server), RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }
}

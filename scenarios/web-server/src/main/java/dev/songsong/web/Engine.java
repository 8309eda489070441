// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What serves in one process: event loops with their connections, the application's routes, and the
 * limits. The same in each mode; only who starts it differs.
 */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  static final int BACKLOG = 1024;

  private final WebOptions options;
  private final RouteTable routes;
  private final Requests requests;
  private final Admission admission;
  private final ResponseDate date = new ResponseDate(Clock.systemUTC());
  private final Transport transport = Transport.best();
  private final EventLoopGroup loops;
  private final Map<EventExecutor, Sweeper> sweepers = new IdentityHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final List<Channel> listening = new ArrayList<>(); // the starting and ending thread's
  private volatile boolean draining; // written by who ends the engine, read by the loops

  private Engine(WebOptions options, RouteTable routes) {
    this.options = options;
    this.routes = routes;
    this.requests = new Requests(routes, options.limits());
    this.admission = new Admission(options.limits());
    this.loops = transport.loops("web-loop", options.threads());
    for (EventExecutor loop : loops) {
      sweepers.put(loop, new Sweeper((EventLoop) loop));
    }
    sweepers.values().forEach(Sweeper::start);
  }

  /**
   * Configures the application and starts the loops; nothing is accepted yet.
   *
   * @param replica 0 in threads mode
   * @throws Exception what the application throws
   */
  static Engine start(WebApp app, WebOptions options, int replica) throws Exception {
    var routes = new RouteTable(replica);
    try {
      app.configure(routes);
      return new Engine(options, routes);
    } catch (Exception e) {
      closeAll(routes);
      throw e;
    }
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
    var bound = bootstrap.bind(address).await();
    if (!bound.isSuccess()) {
      throw new IOException(
          "address: " + address + ": " + bound.cause().getMessage() + " (expected: free)",
          bound.cause());
    }
    listening.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private ServerBootstrap bootstrap() {
    return new ServerBootstrap()
        .group(loops)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .handler(new AcceptGate(this))
        .childHandler(new ConnectionInitializer(this));
  }

  WebOptions options() {
    return options;
  }

  Requests requests() {
    return requests;
  }

  Admission admission() {
    return admission;
  }

  ResponseDate date() {
    return date;
  }

  boolean draining() {
    return draining;
  }

  /** Who looks after the connections of a loop; nobody, if it is not one of this engine's. */
  Sweeper sweeper(EventLoop loop) {
    Sweeper own = sweepers.get(loop);
    return own == null ? new Sweeper(loop) : own;
  }

  /** Open connections. */
  AtomicInteger connections() {
    return open;
  }

  /** Loop: an answer is on its way. */
  void answered(Exchange exchange, Answer answer) {}

  /** Loop: the client left, or was sent away, before its answer's end. */
  void brokenOff(Exchange exchange, Answer answer) {}

  /** Accepts no more, and waits until all is answered or the time for it is over. */
  void drain() throws InterruptedException {
    draining = true;
    for (Channel one : listening) {
      one.close().await();
    }
    sweepers.values().forEach(one -> one.loop().execute(one::drain));
    long end = System.nanoTime() + options.timeouts().drain().toNanos();
    while ((open.get() > 0 || admission.inside() > 0) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Ends all at once, and closes what the application opened. Idempotent. */
  @Override
  public void close() {
    draining = true;
    sweepers.values().forEach(Sweeper::stop);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    closeAll(routes);
  }

  private static void closeAll(RouteTable routes) {
    for (AutoCloseable resource : routes.resources()) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn("{}: failed to close", resource, e);
      }
    }
  }
}

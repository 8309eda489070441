// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final long QUIET_MILLIS = 10;

  private final WebOptions options;
  private final RouteTable routes;
  private final Requests requests;
  private final Admission admission;
  private final Uploads uploads = new Uploads();
  private final ResponseDate date = new ResponseDate(Clock.systemUTC());
  private final Transport transport;
  private final EventLoopGroup loops;
  private final Map<EventExecutor, Sweeper> sweepers = new IdentityHashMap<>();
  // Handlers that are late and were interrupted; written by loops and handlers, read by any.
  private final Set<Exchange> late = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final Watch watch;
  private final List<Channel> listening = new ArrayList<>(); // the starting and ending thread's
  private boolean adopted; // the listening socket is shared; the starting and ending thread's
  private volatile boolean draining; // written by who ends the engine, read by the loops

  private Engine(WebOptions options, RouteTable routes, Transport transport, String role) {
    this.transport = transport;
    this.options = options;
    this.routes = routes;
    routes.onClose(uploads);
    this.requests = new Requests(routes, options.limits());
    this.admission = new Admission(options.limits());
    this.loops = transport.loops(role, options.threads());
    for (EventExecutor loop : loops) {
      sweepers.put(loop, new Sweeper((EventLoop) loop));
    }
    this.watch = new Watch(options, routes);
  }

  private void start() {
    sweepers.values().forEach(Sweeper::start);
    watch.start(admission, open, sweepers.values());
  }

  /**
   * Configures the application and starts the loops; nothing is accepted yet.
   *
   * @param replica 0 in threads mode
   * @throws Exception what the application throws
   */
  static Engine start(WebApp app, WebOptions options, int replica, Transport transport)
      throws Exception {
    return start(app, options, replica, transport, "web-loop");
  }

  /**
   * The same with another name for the loops' threads.
   *
   * @throws Exception what the application throws
   */
  static Engine start(WebApp app, WebOptions options, int replica, Transport transport, String role)
      throws Exception {
    var routes = new RouteTable(replica);
    try {
      app.configure(routes);
      var engine = new Engine(options, routes, transport, role);
      engine.start();
      return engine;
    } catch (Exception | Error e) {
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
          "address: "
              + address
              + ": "
              + bound.cause().getMessage()
              + " (expected: free and of this machine)",
          bound.cause());
    }
    listening.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
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
    listening.add(channel);
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
            .childHandler(new ConnectionInitializer(this))
            .bind(transport.localAddress(socket))
            .await();
    if (!bound.isSuccess()) {
      throw new IOException(
          "socket: " + socket + ": " + bound.cause().getMessage() + " (expected: free)",
          bound.cause());
    }
    listening.add(bound.channel());
  }

  private ServerBootstrap bootstrap() {
    return new ServerBootstrap()
        .group(loops)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, new WireSizes())
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

  /** Where forms keep their files. */
  Uploads uploads() {
    return uploads;
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

  Tally tally() {
    return watch.tally();
  }

  /** What it counts, in Prometheus' text format; empty if there is no management address. */
  String metrics() {
    return watch.metrics();
  }

  HealthChecks checks() {
    return routes.checks();
  }

  /** Loop: a request's head has come. */
  void begun() {
    watch.begun();
  }

  /** Requests whose handlers were interrupted because they are late, and have not ended. */
  Set<Exchange> late() {
    return late;
  }

  Iterable<EventExecutor> loops() {
    return loops;
  }

  /** Loop: an answer is on its way. */
  void answered(Exchange exchange, Answer answer) {
    watch.answered(exchange, answer);
  }

  /** Loop: the client left, or was sent away, before its answer's end. */
  void brokenOff(Exchange exchange, Answer answer) {
    watch.brokenOff(exchange, answer);
  }

  /** Accepts no more, and waits until all is answered, but no longer than so long. */
  void drain(Duration limit) throws InterruptedException {
    draining = true;
    for (Channel one : listening) {
      // Bounded: its loop may hang.
      (adopted ? one.close() : Transport.stopAccepting(one)).await(1, TimeUnit.SECONDS);
    }
    sweepers.values().forEach(one -> one.loop().execute(one::drain));
    long end = System.nanoTime() + limit.toNanos();
    while ((open.get() > 0 || admission.inside() > late.size()) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Ends all at once, and closes what the application opened. Idempotent. */
  @Override
  public void close() {
    draining = true;
    listening.forEach(one -> one.close().awaitUninterruptibly(1, TimeUnit.SECONDS));
    sweepers.values().forEach(Sweeper::stop);
    // Not at once: a loop that is told to end between its look at that and its tasks would end
    // without closing its channels. With a quiet period it looks again.
    loops
        .shutdownGracefully(QUIET_MILLIS, 2_000, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(5, TimeUnit.SECONDS);
    watch.close();
    routes.checks().close();
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

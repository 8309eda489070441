// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
  private static final long POLL_MILLIS = 5;

  private final WebOptions options;
  private final RouteTable routes;
  private final Requests requests;
  private final Admission admission;
  private final Uploads uploads = new Uploads();
  private final ResponseDate date = new ResponseDate(Clock.systemUTC());
  private final EventLoopGroup loops;
  private final Map<EventExecutor, Sweeper> sweepers = new IdentityHashMap<>();
  // Handlers that are late and were interrupted; written by loops and handlers, read by any.
  private final Set<Exchange> late = ConcurrentHashMap.newKeySet();
  // Handlers for whose answer nobody waits any more; the same.
  private final Set<Exchange> orphans = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final Watch watch;
  private final Listeners listeners;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean draining; // written by who ends the engine, read by the loops

  private Engine(WebOptions options, RouteTable routes, Transport transport, String role) {
    this.options = options;
    this.routes = routes;
    routes.onClose(uploads);
    this.requests = new Requests(routes, options.limits());
    this.admission = new Admission(options.limits());
    this.watch = new Watch(options, routes);
    // Last, for they hold descriptors, threads or not.
    this.loops = transport.loops(role, options.threads());
    for (EventExecutor loop : loops) {
      sweepers.put(loop, new Sweeper((EventLoop) loop));
    }
    this.listeners = new Listeners(this, transport, loops);
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
    Engine engine;
    try {
      app.configure(routes);
      engine = new Engine(options, routes, transport, role);
    } catch (Exception | Error e) {
      closeAll(routes);
      throw e;
    }
    try {
      engine.start();
      return engine;
    } catch (RuntimeException | Error e) {
      engine.close();
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
    return listeners.bind(address, shared);
  }

  /**
   * Accepts from a listening socket that other processes accept from too.
   *
   * @throws IOException if it isn't given
   */
  void adopt(PassedListener passed) throws IOException, InterruptedException {
    listeners.adopt(passed);
  }

  /**
   * Binds a Unix socket, for processes of this machine; without limits on who connects.
   *
   * @throws IOException if the path can't be had
   */
  void bind(Path socket) throws IOException, InterruptedException {
    listeners.bind(socket);
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

  /** Requests whose handlers run on although the client has left, or was answered without them. */
  Set<Exchange> orphans() {
    return orphans;
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

  /**
   * Accepts no more, tells streams of events to end, and waits until all is answered, but no longer
   * than so long.
   */
  void drain(Duration limit) throws InterruptedException {
    draining = true;
    listeners.stop();
    sweepers.values().forEach(one -> one.loop().execute(one::drain));
    orphans.forEach(Exchange::wakeIfEndless);
    long end = System.nanoTime() + limit.toNanos();
    while ((open.get() > 0 || admission.atWork() > late.size()) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /**
   * Ends all at once, and closes what the application opened: when the handlers have ended that
   * were interrupted, or when they had a second for it. Idempotent.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    draining = true;
    listeners.close();
    sweepers.values().forEach(Sweeper::stop);
    // Not at once: a loop that is told to end between its look at that and its tasks would end
    // without closing its channels. With a quiet period it looks again.
    loops
        .shutdownGracefully(QUIET_MILLIS, 2_000, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(5, TimeUnit.SECONDS);
    // The others were interrupted with their connections; who wrote events is so once more.
    orphans.forEach(Exchange::interrupt);
    awaitHandlers();
    watch.close();
    routes.checks().close();
    closeAll(routes);
  }

  private void awaitHandlers() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    // Also for who is interrupted: it is bounded, and what handlers use must not be closed.
    boolean interrupted = false;
    while (admission.atWork() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    int left = admission.atWork();
    if (left > 0) {
      LOG.warn("handlers: {} still run, a second after the interrupt (expected: none)", left);
    }
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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.exec.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An HTTP server that answers with the same handlers by threads, by worker processes, or by both.
 *
 * <pre>{@code
 * WebApp app = routes -> routes.get("/hello/{name}",
 *     request -> Response.text("Xin chào " + request.parameter("name")));
 * try (var server = WebServer.start(app, WebOptions.DEFAULT.withProcesses(2))) {
 *   System.out.println(server.uri());
 *   server.onEnd().join();
 * }
 * }</pre>
 *
 * <p>Thread-safe. After {@link #close()} there is no process, thread or descriptor left.
 */
public final class WebServer implements AutoCloseable {
  private final WebOptions options;
  private final Serving serving;

  private WebServer(WebOptions options, Serving serving) {
    this.options = options;
    this.serving = serving;
  }

  /** Serves by threads of this JVM, on loopback at a free port. */
  public static WebServer start(WebApp app) throws IOException, InterruptedException {
    return start(app, WebOptions.DEFAULT);
  }

  /**
   * Serves; returns when the first request can come.
   *
   * @throws IOException if an address can't be had, or the access log can't be written
   * @throws WebServerException if the application can't be configured, the certificate or its key
   *     can't be used, or the application can't be serialized for worker processes: the message
   *     names the variable that it captured
   * @throws UnsupportedOperationException if this system can't share an address as the options say
   * @throws InterruptedException if the caller is interrupted; what was started is ended
   */
  public static WebServer start(WebApp app, WebOptions options)
      throws IOException, InterruptedException {
    requireUsable(options);
    return new WebServer(
        options,
        options.mode().usesProcesses()
            ? PreforkServing.start(app, options)
            : LocalServing.start(app, options, Transport.best()));
  }

  /** Serves by threads of this JVM and the given transport. */
  static WebServer start(WebApp app, WebOptions options, Transport transport)
      throws IOException, InterruptedException {
    requireUsable(options);
    return new WebServer(options, LocalServing.start(app, options, transport));
  }

  /** Here, before anything is started, and so in the same words in each mode. */
  private static void requireUsable(WebOptions options) throws IOException {
    requireResolved("address", options.address());
    if (options.management().isPresent()) {
      requireResolved("management", options.management().get());
    }
    options.tls().ifPresent(TlsContext::of);
    if (options.accessLog().isPresent()) {
      LogFile.requireWritable(options.accessLog().get());
    }
  }

  private static void requireResolved(String name, InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException(name + ": " + address + " (expected: a host that can be resolved)");
    }
  }

  /** Where it listens, with its port. */
  public InetSocketAddress address() {
    return serving.address();
  }

  /** Where it listens, for clients: {@code http://127.0.0.1:8080}. */
  public URI uri() {
    InetSocketAddress address = address();
    String host = address.getAddress().getHostAddress();
    String scheme = options.tls().isPresent() ? "https" : "http";
    return URI.create(
        scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  /** Where {@code /metrics}, {@code /health} and {@code /ready} are; none if not asked for. */
  public Optional<InetSocketAddress> management() {
    return serving.management();
  }

  /** How it serves. */
  public Mode mode() {
    return options.mode();
  }

  /** The worker processes now, the oldest first; none in {@link Mode#THREADS}. Never waits. */
  public List<Worker> workers() {
    return serving.workers();
  }

  /**
   * Replaces the worker processes one at a time: a new one is up before an old one is told to
   * answer what it has and to end. With {@link Sharing#DESCRIPTOR} no request is lost.
   *
   * @throws WebServerException if a new one doesn't come up: the old ones that are left serve on
   * @throws UnsupportedOperationException in {@link Mode#THREADS}: there is nothing to restart
   * @throws IllegalStateException if the server is closed
   * @throws InterruptedException if the caller is interrupted; the restart stops where it is
   */
  public void rollingRestart() throws InterruptedException {
    serving.rollingRestart();
  }

  /**
   * Changes the number of worker processes; those that are too many answer what they have.
   *
   * @throws WebServerException if a new one doesn't come up
   * @throws UnsupportedOperationException in {@link Mode#THREADS}
   * @throws IllegalStateException if the server is closed
   * @throws InterruptedException if the caller is interrupted; the change stops where it is
   */
  public void scale(int processes) throws InterruptedException {
    serving.scale(processes);
  }

  /**
   * A future of its own that completes when the server has ended. Workers that die don't end it:
   * they are replaced, after waits of up to seconds if they die again and again.
   */
  public CompletableFuture<Void> onEnd() {
    return serving.onEnd();
  }

  /**
   * Answers what is in flight, for as long as {@link Timeouts#drain} says, and ends. Streams of
   * events are told to end at once; handlers that still run when the time is over are interrupted,
   * and have a second before what the application opened is closed. Idempotent.
   */
  @Override
  public void close() {
    serving.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.exec.Mode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * An HTTP server that answers with the same handlers by threads, by worker processes, or by both.
 *
 * <pre>{@code
 * WebApp app = routes -> routes.get("/hello/{name}", request -> Response.text("Xin chào " + request.parameter("name")));
 * try (var server = WebServer.start(app, WebOptions.DEFAULT.withProcesses(2))) {
 *   System.out.println(server.uri());
 *   Thread.sleep(Duration.ofHours(1));
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
   * @throws WebServerException if the application can't be configured
   * @throws InterruptedException if the caller is interrupted; what was started is ended
   */
  public static WebServer start(WebApp app, WebOptions options)
      throws IOException, InterruptedException {
    if (options.accessLog().isPresent()) {
      LogFile.requireWritable(options.accessLog().get());
    }
    return new WebServer(options, LocalServing.start(app, options));
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

  /**
   * Answers what is in flight, for as long as {@link Timeouts#drain} says, and ends. Idempotent.
   */
  @Override
  public void close() {
    serving.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where a worker process tells its parent how it is: a Unix socket in the parent's private
 * directory, answered by an engine with a thread of its own, so that it answers while the worker's
 * loops are busy or stuck.
 *
 * <p>Thread-safe.
 */
final class MetricsSocket implements AutoCloseable {
  static final String METRICS = "/metrics";
  static final String CHECKS = "/checks";

  /** Prometheus' text format. */
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** What a worker's checks say, as JSON. */
  record Checks(Map<String, HealthChecks.Result> all) {}

  private final Engine engine;
  private final Path socket;

  private MetricsSocket(Engine engine, Path socket) {
    this.engine = engine;
    this.socket = socket;
  }

  /** Where a replica answers; short, for such paths have about 100 bytes at most. */
  static Path path(Path folder, int replica) {
    return folder.resolve("w" + replica);
  }

  /**
   * Answers for a serving engine.
   *
   * @throws IOException if the path can't be had
   */
  static MetricsSocket start(Engine serving, Path socket) throws IOException, InterruptedException {
    Engine engine = engine(serving);
    try {
      // A worker that was killed left its own, and this is its successor.
      Files.deleteIfExists(socket);
      engine.bind(socket);
      return new MetricsSocket(engine, socket);
    } catch (IOException | InterruptedException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static Engine engine(Engine serving) {
    WebApp app =
        routes -> routes.get(METRICS, _ -> metrics(serving)).get(CHECKS, _ -> checks(serving));
    return start(app, "web-metrics");
  }

  /** An engine for a few requests by few clients. */
  static Engine start(WebApp app, String role) {
    WebOptions few =
        WebOptions.DEFAULT
            .withThreads(1)
            .withLimits(Limits.DEFAULT.withRequests(16, 16).withConnections(64, 64))
            .withTimeouts(Timeouts.DEFAULT.withHandler(Duration.ofSeconds(10)));
    try {
      return Engine.start(app, few, 0, Transport.best(), role);
    } catch (Exception e) {
      throw new WebServerException("management: " + e.getMessage(), e);
    }
  }

  private static Response metrics(Engine serving) {
    return Response.bytes(TEXT, serving.metrics().getBytes(StandardCharsets.UTF_8));
  }

  private static Response checks(Engine serving) throws InterruptedException {
    return Response.json(new Checks(serving.checks().ask(HealthChecks.LIMIT)));
  }

  /** Idempotent. */
  @Override
  public void close() {
    engine.close();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      // The directory is the parent's, who removes it with all that is left.
    }
  }
}

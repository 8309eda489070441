// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server of this JVM's threads. */
final class LocalServing implements Serving {
  private final Engine engine;
  private final InetSocketAddress address;
  private final Optional<Management> management;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private LocalServing(Engine engine, InetSocketAddress address, Optional<Management> management) {
    this.engine = engine;
    this.address = address;
    this.management = management;
  }

  static LocalServing start(WebApp app, WebOptions options, Transport transport)
      throws IOException, InterruptedException {
    var fleet = new LocalFleet();
    // First, so that it can say that the application is not ready yet.
    Optional<Management> management = Management.start(options, fleet);
    try {
      return start(app, options, transport, fleet, management);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      management.ifPresent(Management::close);
      throw e;
    }
  }

  private static LocalServing start(
      WebApp app,
      WebOptions options,
      Transport transport,
      LocalFleet fleet,
      Optional<Management> management)
      throws IOException, InterruptedException {
    Engine engine;
    try {
      engine = Engine.start(app, options, 0, transport);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError e) {
      throw WebServerException.notConfigured(e);
    }
    try {
      InetSocketAddress address = engine.bind(options.address(), false);
      fleet.serves(engine);
      return new LocalServing(engine, address, management);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public List<Worker> workers() {
    return List.of();
  }

  @Override
  public void rollingRestart() {
    throw noWorkers("restart");
  }

  @Override
  public void scale(int processes) {
    throw noWorkers("add or end");
  }

  private static UnsupportedOperationException noWorkers(String what) {
    return new UnsupportedOperationException(
        "mode: THREADS (expected: PROCESSES or HYBRID). There is no worker process to "
            + what
            + ": close this server and start another.");
  }

  @Override
  public CompletableFuture<Void> onEnd() {
    return end.copy();
  }

  @Override
  public Optional<InetSocketAddress> management() {
    return management.map(Management::address);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      engine.drain(engine.options().timeouts().drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      engine.close();
      end.complete(null);
      management.ifPresent(Management::close);
    }
  }
}

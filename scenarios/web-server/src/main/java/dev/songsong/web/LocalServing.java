// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server of this JVM's threads. */
final class LocalServing implements Serving {
  private final Engine engine;
  private final InetSocketAddress address;
  private final Optional<Management> management;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalServing(Engine engine, InetSocketAddress address, Optional<Management> management) {
    this.engine = engine;
    this.address = address;
    this.management = management;
  }

  static LocalServing start(WebApp app, WebOptions options)
      throws IOException, InterruptedException {
    var fleet = new LocalFleet();
    // First, so that it can say that the application is not ready yet.
    Optional<Management> management = Management.start(options, fleet);
    try {
      return start(app, options, fleet, management);
    } catch (IOException | InterruptedException | RuntimeException e) {
      management.ifPresent(Management::close);
      throw e;
    }
  }

  private static LocalServing start(
      WebApp app, WebOptions options, LocalFleet fleet, Optional<Management> management)
      throws IOException, InterruptedException {
    Engine engine;
    try {
      engine = Engine.start(app, options, 0);
    } catch (Exception e) {
      throw new WebServerException(
          "application: " + e.getMessage() + " (expected: configured without an exception)", e);
    }
    try {
      InetSocketAddress address = engine.bind(options.address(), false);
      fleet.serves(engine);
      return new LocalServing(engine, address, management);
    } catch (IOException | InterruptedException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
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
      engine.drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      engine.close();
      management.ifPresent(Management::close);
    }
  }
}

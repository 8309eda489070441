// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server of this JVM's threads. */
final class LocalServing implements Serving {
  private final Engine engine;
  private final InetSocketAddress address;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalServing(Engine engine, InetSocketAddress address) {
    this.engine = engine;
    this.address = address;
  }

  static LocalServing start(WebApp app, WebOptions options)
      throws IOException, InterruptedException {
    Engine engine;
    try {
      engine = Engine.start(app, options, 0);
    } catch (Exception e) {
      throw new WebServerException(
          "application: " + e.getMessage() + " (expected: configured without an exception)", e);
    }
    try {
      return new LocalServing(engine, engine.bind(options.address(), false));
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
    }
  }
}

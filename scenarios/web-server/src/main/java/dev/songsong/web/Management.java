// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a server is, at an address of its own: in the process that started it, by an engine of
 * its own, so that it answers before the first worker is up, while all are busy, and until the last
 * is drained.
 *
 * <p>Thread-safe.
 */
final class Management implements AutoCloseable {
  /** The label of what is told about the parent of workers. */
  static final String PARENT = "parent";

  private final Engine engine;
  private final InetSocketAddress address;
  private final PrometheusMeterRegistry registry;
  private final @Nullable JvmMeters jvm;

  private Management(
      Engine engine,
      InetSocketAddress address,
      PrometheusMeterRegistry registry,
      @Nullable JvmMeters jvm) {
    this.engine = engine;
    this.address = address;
    this.registry = registry;
    this.jvm = jvm;
  }

  /**
   * Begins to tell, if the options say where.
   *
   * @throws IOException if the address can't be had
   */
  static Optional<Management> start(WebOptions options, Fleet fleet)
      throws IOException, InterruptedException {
    return options.management().isEmpty()
        ? Optional.empty()
        : Optional.of(start(options.management().get(), fleet));
  }

  private static Management start(InetSocketAddress address, Fleet fleet)
      throws IOException, InterruptedException {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // In threads mode the one engine tells about this JVM.
    JvmMeters jvm = fleet.mode().usesProcesses() ? new JvmMeters(registry) : null;
    Gauge.builder("http.server.workers", fleet, all -> all.members().size())
        .description("Processes that serve.")
        .strongReference(true)
        .register(registry);
    Gauge.builder("http.server.workers.wanted", fleet, Fleet::wanted)
        .description("Processes that are to serve.")
        .strongReference(true)
        .register(registry);
    var app = new ManagementApp(fleet, registry::scrape);
    Engine engine = MetricsSocket.start(app::configure, "web-management");
    var management = new Management(engine, address, registry, jvm);
    try {
      if (fleet.door().isPresent()) {
        engine.bind(fleet.door().get());
      }
      return new Management(engine, engine.bind(address, false), registry, jvm);
    } catch (IOException e) {
      management.close();
      throw new IOException("management: " + e.getMessage(), e);
    } catch (InterruptedException | RuntimeException | Error e) {
      management.close();
      throw e;
    }
  }

  /** Where it listens, with its port. */
  InetSocketAddress address() {
    return address;
  }

  /** Idempotent. */
  @Override
  public void close() {
    engine.close();
    if (jvm != null) {
      jvm.close();
    }
    registry.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/*
 * Each request costs a few striped counters and one look-up by identity:
 * about a fiftieth of what a small answer costs. Everything else is looked at when somebody asks.
 */
/** What one engine tells about itself, for Prometheus. Thread-safe. */
final class Telemetry implements AutoCloseable {
  private static final double SECOND = 1e9;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmMeters jvm = new JvmMeters(registry);
  private final RouteTimers timers;
  // All written by the loops, read by who asks.
  private final LongAdder active = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  Telemetry(Collection<RouteTable.Known> routes) {
    timers = new RouteTimers(registry, routes);
    gauge(
        "http.server.requests.active",
        "Requests that are not answered yet.",
        active,
        LongAdder::sum);
    counter(
        "http.server.requests.broken",
        "Requests whose client left or was sent away before the answer's end.",
        broken,
        LongAdder::sum);
    FunctionCounter.builder("http.server.response", bytes, LongAdder::sum)
        .description("Bodies of answers, whole or broken off.")
        .baseUnit("bytes")
        .register(registry);
  }

  /** Tells of the parts of an engine, too. */
  void watch(Admission admission, AtomicInteger connections, Tally tally) {
    gauge(
        "http.server.requests.queued",
        "Requests that wait for a place.",
        admission,
        Admission::waiting);
    gauge(
        "http.server.requests.aside",
        "Requests whose handlers wait for their clients, without a place.",
        admission,
        Admission::aside);
    gauge("http.server.connections", "Open connections.", connections, AtomicInteger::get);
    counter(
        "http.server.connections.refused",
        "Connections beyond what one client may have.",
        tally,
        all -> all.of(Tally.Event.CONNECTION_REFUSED));
    counter(
        "http.server.connections.flooded",
        "Connections of HTTP/2 that were ended for too many frames or resets.",
        tally,
        all -> all.of(Tally.Event.FRAME_FLOOD));
    refusals("overload", tally, Tally.Event.OVERLOAD);
    refusals("rate", tally, Tally.Event.OVER_RATE);
    timeouts("head", tally, Tally.Event.HEAD_LATE);
    timeouts("body", tally, Tally.Event.BODY_LATE);
    timeouts("handler", tally, Tally.Event.HANDLER_LATE);
    timeouts("answer", tally, Tally.Event.CLIENT_STALLED);
  }

  /** Tells of an event loop, too. */
  void watch(Sweeper sweeper, int number) {
    String loop = Integer.toString(number);
    Gauge.builder("http.server.loop.lag", sweeper, one -> one.lagNanos() / SECOND)
        .description("How late an event loop did what was due, the worst of the last minute.")
        .baseUnit("seconds")
        .tag("loop", loop)
        .register(registry);
    Gauge.builder("http.server.loop.tasks", sweeper, Sweeper::pendingTasks)
        .description("Tasks that wait for an event loop.")
        .tag("loop", loop)
        .register(registry);
  }

  /** Tells of an access log, too. */
  void watch(AccessLog log) {
    counter(
        "http.server.access.log.dropped",
        "Lines that the access log's disk did not take in time.",
        log,
        AccessLog::dropped);
  }

  private void refusals(String reason, Tally tally, Tally.Event event) {
    FunctionCounter.builder("http.server.requests.refused", tally, all -> all.of(event))
        .description("Requests that were sent away at once, with 503 or 429.")
        .tag("reason", reason)
        .register(registry);
  }

  private void timeouts(String part, Tally tally, Tally.Event event) {
    FunctionCounter.builder("http.server.timeouts", tally, all -> all.of(event))
        .description("Requests and answers that were ended because their time was over.")
        .tag("part", part)
        .register(registry);
  }

  // What is counted is held by the engine: the registry would not keep it from being collected.
  private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(description).register(registry);
  }

  private <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, of, value).description(description).register(registry);
  }

  /** Loop: a request's head has come. */
  void begun() {
    active.increment();
  }

  /** Loop: an answer is on its way. */
  void answered(Exchange exchange, int status, long length, long atNanos) {
    active.decrement();
    bytes.add(length);
    timers
        .find(exchange.route(), exchange.isHead(), status)
        .record(atNanos - exchange.begun(), TimeUnit.NANOSECONDS);
  }

  /** Loop: there will be no answer, or no more of it. */
  void brokenOff(Exchange exchange, int status, long length) {
    broken.increment();
    answered(exchange, status, length, System.nanoTime());
  }

  /** All of it in Prometheus' text format. */
  String text() {
    return registry.scrape();
  }

  /** Idempotent. */
  @Override
  public void close() {
    jvm.close();
    registry.close();
  }
}

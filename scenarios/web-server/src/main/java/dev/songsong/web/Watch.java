// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.time.Clock;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All that looks on while an engine serves: the count of what goes wrong, and, where they were
 * asked for, its telemetry and its access log.
 *
 * <p>Thread-safe.
 */
final class Watch implements AutoCloseable {
  /** What nginx calls a request whose client left before any answer. */
  private static final int LEFT = 499;

  private final Tally tally = new Tally();
  private final @Nullable Telemetry telemetry;
  private final @Nullable AccessLog log;

  Watch(WebOptions options, RouteTable routes) {
    // Without a management address nobody could ask.
    telemetry = options.management().isPresent() ? new Telemetry(routes.known()) : null;
    log = options.accessLog().map(file -> new AccessLog(file, Clock.systemUTC())).orElse(null);
  }

  /** Begins to look at these. */
  void start(Admission admission, AtomicInteger connections, Collection<Sweeper> sweepers) {
    if (log != null) {
      log.start();
    }
    if (telemetry != null) {
      telemetry.watch(admission, connections, tally);
      int number = 0;
      for (Sweeper sweeper : sweepers) {
        telemetry.watch(sweeper, number++);
      }
      if (log != null) {
        telemetry.watch(log);
      }
    }
  }

  Tally tally() {
    return tally;
  }

  /** The metrics in Prometheus' text format; empty if nobody was to ask. */
  String metrics() {
    return telemetry == null ? "" : telemetry.text();
  }

  /** Loop: a request's head has come. */
  void begun() {
    if (telemetry != null) {
      telemetry.begun();
    }
  }

  /** Loop: an answer is on its way. */
  void answered(Exchange exchange, Answer answer) {
    if (telemetry != null) {
      telemetry.answered(exchange, answer.status(), answer.bytes(), answer.wroteAt());
    }
    if (log != null) {
      log.add(exchange, answer.status(), answer.bytes());
    }
  }

  /** Loop: the client left, or was sent away, before its answer's end. */
  void brokenOff(Exchange exchange, Answer answer) {
    int status = answer.begun() ? answer.status() : LEFT;
    if (telemetry != null) {
      telemetry.brokenOff(exchange, status, answer.bytes());
    }
    if (log != null) {
      log.add(exchange, status, answer.bytes());
    }
  }

  /** After the loops have ended. Idempotent. */
  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
    if (telemetry != null) {
      telemetry.close();
    }
  }
}

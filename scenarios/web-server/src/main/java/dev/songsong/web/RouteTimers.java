// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A timer for each route, method and status, found without making a string or a tag: by the route's
 * identity and the status as an index.
 *
 * <p>The tags are of a fixed set, for the path that came is not among them: whoever asks for a
 * million paths makes no timer more than who asks for one. Thread-safe.
 */
final class RouteTimers {
  private static final int LOWEST = 200;
  private static final int STATUSES = 400;

  /** So few bounds that a route costs kilobytes, yet the p99 of a fast and a slow one is seen. */
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  /** The timers of one route; each is made when it is first needed, by any loop. */
  private record Row(String method, String template, AtomicReferenceArray<@Nullable Timer> all) {
    static Row of(String method, String template) {
      return new Row(method, template, new AtomicReferenceArray<>(2 * STATUSES));
    }
  }

  private final MeterRegistry registry;
  private final Map<RouteTable.Route, Row> rows = new IdentityHashMap<>(); // not changed any more
  private final Row refused = Row.of("*", "refused");

  RouteTimers(MeterRegistry registry, Collection<RouteTable.Known> routes) {
    this.registry = registry;
    for (RouteTable.Known one : routes) {
      rows.put(one.route(), Row.of(one.method().name(), one.route().template()));
    }
  }

  /**
   * Finds one.
   *
   * @param head whether a route for GET answers HEAD
   */
  Timer find(RouteTable.Route route, boolean head, int status) {
    Row row = rows.getOrDefault(route, refused);
    boolean other = head && row != refused;
    int at = status - LOWEST + (other ? STATUSES : 0);
    Timer known = row.all().get(at);
    if (known == null) {
      // Another loop may do the same: the registry gives both the same timer.
      known = make(other ? "HEAD" : row.method(), row.template(), status);
      row.all().set(at, known);
    }
    return known;
  }

  private Timer make(String method, String template, int status) {
    return Timer.builder("http.server.requests")
        .description("From a request's head to the end of its answer.")
        .tags("method", method, "uri", template)
        .tags("status", Integer.toString(status), "outcome", outcome(status))
        .serviceLevelObjectives(BOUNDS)
        .register(registry);
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      default -> "SERVER_ERROR";
    };
  }
}

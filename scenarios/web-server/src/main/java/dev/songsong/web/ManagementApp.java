// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the management address answers.
 *
 * <p>{@code /health}: is there any process that serves? {@code /ready}: should requests be sent
 * here now? {@code /metrics}: everything that is counted, of all processes.
 */
final class ManagementApp {
  /** How long all processes together may take to tell; longer than a health check may. */
  private static final Duration PATIENCE = HealthChecks.LIMIT.plusSeconds(1);

  private static final String UP = "up";
  private static final String DOWN = "down";

  private final Fleet fleet;
  private final Supplier<String> own; // the metrics of this process

  ManagementApp(Fleet fleet, Supplier<String> own) {
    this.fleet = fleet;
    this.own = own;
  }

  void configure(Routes routes) {
    routes
        .get("/metrics", _ -> metrics())
        .get("/health", _ -> health())
        .get("/ready", _ -> ready());
  }

  private Response metrics() throws InterruptedException {
    var all = new MetricsText();
    boolean several = fleet.mode().usesProcesses();
    all.add(several ? Management.PARENT : "", own.get());
    Map<String, Optional<String>> told =
        Survey.of(fleet.members(), Fleet.Member::metrics, PATIENCE);
    if (several) {
      all.add("", answered(told));
    }
    told.forEach((name, text) -> text.ifPresent(known -> all.add(name, known)));
    return Response.bytes(MetricsSocket.TEXT, all.text().getBytes(StandardCharsets.UTF_8));
  }

  /** Without it a worker that is stuck could not be told from one that is not there. */
  private static String answered(Map<String, Optional<String>> told) {
    var text = new StringBuilder();
    text.append("# HELP http_server_worker_answered Whether a worker told its metrics in time.\n");
    text.append("# TYPE http_server_worker_answered gauge\n");
    told.forEach((name, metrics) ->
        text.append("http_server_worker_answered{worker=\"")
            .append(name)
            .append("\"} ")
            .append(metrics.isPresent() ? 1 : 0)
            .append('\n'));
    return text.toString();
  }

  private Response health() {
    int up = fleet.members().size();
    var body = new LinkedHashMap<String, Object>();
    body.put("status", up > 0 ? UP : DOWN);
    body.put("mode", fleet.mode().name().toLowerCase(Locale.ROOT));
    var workers = new LinkedHashMap<String, Object>();
    workers.put("up", up);
    workers.put("wanted", fleet.wanted());
    body.put("workers", workers);
    body.put("draining", fleet.draining());
    return answer(up > 0, body);
  }

  private Response ready() throws InterruptedException {
    List<Fleet.Member> members = fleet.members();
    Map<String, Optional<Map<String, HealthChecks.Result>>> told =
        Survey.of(members, Fleet.Member::checks, PATIENCE);
    var reasons = new Readiness(fleet.draining(), told);
    return answer(reasons.ready(), reasons.body());
  }

  private static Response answer(boolean good, Map<String, Object> body) {
    return Response.json(body).withStatus(good ? 200 : 503).withHeader("cache-control", "no-store");
  }
}

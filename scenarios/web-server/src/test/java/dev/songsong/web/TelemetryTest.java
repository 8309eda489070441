// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheck.class)
final class TelemetryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final WebOptions OPTIONS =
      WebOptions.DEFAULT
          .withThreads(1)
          .withManagement(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  private static Map<String, Double> metrics(WebServer server) throws Exception {
    return PrometheusGrammar.parse(Wire.get(server.management().orElseThrow(), "/metrics").body());
  }

  private static double count(WebServer server, String method, String status, String uri)
      throws Exception {
    String outcome =
        Map.of('2', "SUCCESS", '4', "CLIENT_ERROR", '5', "SERVER_ERROR").get(status.charAt(0));
    String series =
        "http_server_requests_seconds_count{method=\"%s\",outcome=\"%s\",status=\"%s\",uri=\"%s\"}"
            .formatted(method, outcome, status, uri);
    return metrics(server).getOrDefault(series, 0.0);
  }

  private static void until(WebServer server, String series, double value) throws Exception {
    Await.until(
        series + " to be " + value,
        PATIENCE,
        () -> metrics(server).getOrDefault(series, -1.0) == value);
  }

  @Test
  void answers_are_counted_by_route_and_status_never_by_the_path_that_came() throws Exception {
    WebApp app =
        routes ->
            routes
                .get("/items/{id}", request -> Response.text(request.parameter("id")))
                .nonBlocking(Method.GET, "/fast", _ -> Response.text("12345"))
                .get("/bad", _ -> Response.of(500));

    try (var server = WebServer.start(app, OPTIONS)) {
      for (int i = 0; i < 20; i++) {
        Wire.get(server.address(), "/items/" + i);
        Wire.get(server.address(), "/nothing/" + i);
      }
      Wire.get(server.address(), "/fast");
      Wire.get(server.address(), "/bad");
      String head = "HEAD /fast HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
      Wire.raw(server.address(), head);

      assertThat(count(server, "GET", "200", "/items/{id}")).isEqualTo(20);
      assertThat(count(server, "*", "404", "refused")).isEqualTo(20);
      assertThat(count(server, "GET", "200", "/fast")).isEqualTo(1);
      assertThat(count(server, "HEAD", "200", "/fast")).isEqualTo(1);
      assertThat(count(server, "GET", "500", "/bad")).isEqualTo(1);
      assertThat(metrics(server).keySet()).noneMatch(series -> series.contains("nothing"));
      assertThat(metrics(server).get("http_server_response_bytes_total"))
          .isGreaterThanOrEqualTo(10 + 2 * 10 + 5);
      until(server, "http_server_requests_active", 0);
    }
  }

  @Test
  void requests_at_work_and_in_the_queue_are_seen_and_refusals_counted() throws Exception {
    var go = new CountDownLatch(1);
    WebApp app = routes -> routes.get("/wait", _ -> waitFor(go));

    try (var server = WebServer.start(app, OPTIONS.withLimits(Limits.DEFAULT.withRequests(1, 1)))) {
      String get = "GET /wait HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
      try (Socket first = Wire.open(server.address(), get);
          Socket second = Wire.open(server.address(), get)) {
        until(server, "http_server_requests_active", 2);
        until(server, "http_server_requests_queued", 1);
        until(server, "http_server_connections", 2);

        assertThat(Wire.raw(server.address(), get)).startsWith("HTTP/1.1 503");
        until(server, "http_server_requests_refused_total{reason=\"overload\"}", 1);

        go.countDown();
        assertThat(first.getInputStream().readAllBytes()).isNotEmpty();
        assertThat(second.getInputStream().readAllBytes()).isNotEmpty();
      }
      until(server, "http_server_requests_active", 0);
      until(server, "http_server_requests_queued", 0);
      until(server, "http_server_connections", 0);
    }
  }

  private static Response waitFor(CountDownLatch go) throws InterruptedException {
    go.await();
    return Response.text("done");
  }

  @Test
  void a_client_that_leaves_is_counted_as_499_and_leaves_nothing_active() throws Exception {
    var go = new CountDownLatch(1);
    WebApp app = routes -> routes.get("/wait", _ -> waitFor(go));

    try (var server = WebServer.start(app, OPTIONS)) {
      Socket client = Wire.open(server.address(), "GET /wait HTTP/1.1\r\nhost: a\r\n\r\n");
      until(server, "http_server_requests_active", 1);
      Wire.reset(client);

      until(server, "http_server_requests_broken_total", 1);
      until(server, "http_server_requests_active", 0);
      assertThat(count(server, "GET", "499", "/wait")).isEqualTo(1);
      go.countDown();
    }
  }

  @Test
  void a_handler_whose_time_is_over_is_counted() throws Exception {
    WebApp app = routes -> routes.get("/wait", _ -> waitFor(new CountDownLatch(1)));
    Timeouts timeouts = Timeouts.DEFAULT.withHandler(Duration.ofMillis(100));

    try (var server = WebServer.start(app, OPTIONS.withTimeouts(timeouts))) {
      assertThat(Wire.get(server.address(), "/wait").statusCode()).isEqualTo(503);

      until(server, "http_server_timeouts_total{part=\"handler\"}", 1);
    }
  }

  @Test
  void heads_and_bodies_that_do_not_come_are_counted() throws Exception {
    WebApp app = routes -> routes.post("/", request -> Response.text(request.body().text()));
    Timeouts timeouts =
        Timeouts.DEFAULT.withHead(Duration.ofMillis(100)).withBody(Duration.ofMillis(100));

    try (var server = WebServer.start(app, OPTIONS.withTimeouts(timeouts))) {
      try (Socket head = Wire.open(server.address(), "GET / HT");
          Socket body =
              Wire.open(
                  server.address(), "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n1")) {
        until(server, "http_server_timeouts_total{part=\"head\"}", 1);
        until(server, "http_server_timeouts_total{part=\"body\"}", 1);
        assertThat(head.getInputStream().read()).isEqualTo('H');
        assertThat(body.getInputStream().read()).isEqualTo('H');
      }
    }
  }

  @Test
  void connections_beyond_a_clients_share_are_counted() throws Exception {
    WebApp app = routes -> routes.get("/", _ -> Response.text("hello"));

    try (var server =
        WebServer.start(app, OPTIONS.withLimits(Limits.DEFAULT.withConnections(10, 1)))) {
      try (Socket first = Wire.open(server.address(), "");
          Socket second = Wire.open(server.address(), "")) {
        until(server, "http_server_connections_refused_total", 1);
        assertThat(first.isConnected() && second.isConnected()).isTrue();
      }
    }
  }

  @Test
  void a_handler_that_holds_its_loop_shows_as_lag_while_it_does_and_after() throws Exception {
    var go = new CountDownLatch(1);
    WebApp app = routes -> routes.nonBlocking(Method.GET, "/hold", _ -> holdLoop(go));

    try (var server = WebServer.start(app, OPTIONS)) {
      try (Socket client = Wire.open(server.address(), "GET /hold HTTP/1.1\r\nhost: a\r\n\r\n")) {
        String lag = "http_server_loop_lag_seconds{loop=\"0\"}";
        Await.until("a second of lag", PATIENCE, () -> metrics(server).get(lag) > 1);

        go.countDown();
        assertThat(client.getInputStream().read()).isEqualTo('H');
        assertThat(metrics(server).get(lag)).isGreaterThan(1);
      }
    }
  }

  private static Response holdLoop(CountDownLatch go) {
    while (go.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
    return Response.text("done");
  }

  @Test
  void what_the_jvm_uses_is_told_too() throws Exception {
    try (var server = WebServer.start(_ -> {}, OPTIONS)) {
      assertThat(metrics(server).keySet())
          .anyMatch(series -> series.startsWith("jvm_memory_used_bytes{area=\"heap\""))
          .anyMatch(series -> series.startsWith("jvm_threads_live_threads"))
          .anyMatch(series -> series.startsWith("netty_buffers_used_bytes{memory=\"direct\""))
          .anyMatch(series -> series.startsWith("process_cpu_usage"));
    }
  }

  @Test
  void without_a_management_address_nothing_is_counted() throws Exception {
    var plain = WebOptions.DEFAULT.withThreads(1);
    try (var server = WebServer.start(_ -> {}, plain);
        var engine = Engine.start(_ -> {}, plain, 0, Transport.best())) {
      assertThat(server.management()).isEmpty();
      assertThat(engine.metrics()).isEmpty();
    }
  }
}

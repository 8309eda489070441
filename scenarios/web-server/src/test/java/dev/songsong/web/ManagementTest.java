// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ManagementTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final WebOptions OPTIONS =
      WebOptions.DEFAULT
          .withThreads(1)
          .withManagement(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  private static HttpResponse<String> ask(WebServer server, String path) throws Exception {
    return Wire.get(server.management().orElseThrow(), path);
  }

  @Test
  void a_server_that_serves_is_healthy_and_ready() throws Exception {
    WebApp app = routes -> routes.health("database", () -> true);

    try (var server = WebServer.start(app, OPTIONS)) {
      HttpResponse<String> health = ask(server, "/health");
      HttpResponse<String> ready = ask(server, "/ready");

      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.headers().firstValue("cache-control")).hasValue("no-store");
      assertThat(health.body())
          .isEqualTo(
              "{\"status\":\"up\",\"mode\":\"threads\","
                  + "\"workers\":{\"up\":1,\"wanted\":1},\"draining\":false}");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .isEqualTo(
              "{\"status\":\"up\",\"workers\":"
                  + "{\"0\":{\"status\":\"up\",\"checks\":{\"database\":{\"status\":\"up\"}}}}}");
    }
  }

  @Test
  void a_check_that_fails_makes_it_not_ready_yet_healthy() throws Exception {
    var good = new AtomicBoolean(true);
    WebApp app =
        routes ->
            routes.health(
                "database",
                () -> {
                  if (!good.get()) {
                    throw new IOException("refused");
                  }
                  return true;
                });

    try (var server = WebServer.start(app, OPTIONS)) {
      assertThat(ask(server, "/ready").statusCode()).isEqualTo(200);
      good.set(false);

      HttpResponse<String> ready = ask(server, "/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body())
          .contains("\"reason\":\"a check failed\"", "\"detail\":\"java.io.IOException: refused\"");
      assertThat(ask(server, "/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_check_that_hangs_is_said_to_in_bounded_time() throws Exception {
    var never = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.health(
                "stuck",
                () -> {
                  never.await();
                  return true;
                });

    try (var server = WebServer.start(app, OPTIONS)) {
      HttpResponse<String> ready = ask(server, "/ready");

      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("no answer (expected: within 1000 ms)");
    }
  }

  @Test
  void it_answers_before_the_application_is_ready() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var management = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var configuring = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    WebApp slow =
        _ -> {
          configuring.countDown();
          go.await();
        };
    var start = new FutureTask<>(() -> WebServer.start(slow, OPTIONS.withManagement(management)));
    Thread.ofVirtual().start(start);

    configuring.await();
    assertThat(Wire.get(management, "/ready").body()).contains("no worker is up");
    assertThat(Wire.get(management, "/ready").statusCode()).isEqualTo(503);
    assertThat(Wire.get(management, "/health").statusCode()).isEqualTo(503);
    PrometheusGrammar.parse(Wire.get(management, "/metrics").body());
    go.countDown();

    try (var server = start.get()) {
      assertThat(ask(server, "/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void while_it_drains_it_is_not_ready_and_answers_to_the_very_end() throws Exception {
    var go = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.get(
                "/wait",
                _ -> {
                  go.await();
                  return Response.text("done");
                });
    var server = WebServer.start(app, OPTIONS);
    InetSocketAddress management = server.management().orElseThrow();
    try (Socket client = Wire.open(server.address(), "GET /wait HTTP/1.1\r\nhost: a\r\n\r\n")) {
      String active = "http_server_requests_active 1.0";
      Await.until("the request", PATIENCE, () -> ask(server, "/metrics").body().contains(active));
      Thread closing = Thread.ofVirtual().start(server::close);

      Await.until("draining", PATIENCE, () -> ask(server, "/ready").statusCode() == 503);
      assertThat(ask(server, "/ready").body()).contains("\"reason\":\"draining\"");
      assertThat(ask(server, "/health").body()).contains("\"status\":\"up\"", "\"draining\":true");
      assertThat(ask(server, "/metrics").body()).contains(active);

      go.countDown();
      assertThat(new String(client.getInputStream().readAllBytes())).endsWith("done");
      closing.join();
    }
    assertThatThrownBy(() -> new Socket(management.getAddress(), management.getPort()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void an_address_that_is_taken_ends_the_start_with_a_message() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());

      assertThatThrownBy(() -> WebServer.start(_ -> {}, OPTIONS.withManagement(address)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("management: address: ")
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageEndingWith("(expected: free and of this machine)");
      assertThatThrownBy(() -> WebServer.start(_ -> {}, OPTIONS.withAddress(address)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("address: ")
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }
}

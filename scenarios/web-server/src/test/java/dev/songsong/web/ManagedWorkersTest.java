// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is told of real worker processes. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
final class ManagedWorkersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final WebOptions TWO =
      ModesContract.SMALL
          .withProcesses(2)
          .withManagement(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  private static void configure(Routes routes) {
    ContractApp.configure(routes);
    routes.health("self", () -> true);
    routes.get("/held", request -> held(Path.of(request.query("until").orElseThrow())));
  }

  /** Answers when the test has made a file; the drain ends it if that never comes. */
  private static Response held(Path until) throws InterruptedException {
    while (Files.notExists(until)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return Response.text("held");
  }

  private static HttpResponse<String> ask(WebServer server, String path) throws Exception {
    return Wire.get(server.management().orElseThrow(), path);
  }

  private static Map<String, Double> metrics(WebServer server) throws Exception {
    return PrometheusGrammar.parse(ask(server, "/metrics").body());
  }

  private static void until(WebServer server, String series, double value) throws Exception {
    Await.until(series, PATIENCE, () -> metrics(server).getOrDefault(series, -1.0) == value);
  }

  /** The first time, a young JVM may take longer than it is given. */
  private static void untilAllAnswer(WebServer server, int... workers) throws Exception {
    for (int worker : workers) {
      until(server, answered(worker), 1.0);
    }
  }

  private static String answered(int worker) {
    return "http_server_worker_answered{worker=\"" + worker + "\"}";
  }

  private static void signal(String name, long pid) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static double requests(Map<String, Double> metrics) {
    return metrics.entrySet().stream()
        .filter(one -> one.getKey().startsWith("http_server_requests_seconds_count"))
        .filter(one -> one.getKey().contains("uri=\"/quick\""))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @Test
  void all_workers_are_counted_together_and_told_apart() throws Exception {
    try (var server = WebServer.start(ManagedWorkersTest::configure, TWO)) {
      for (int i = 0; i < 20; i++) {
        assertThat(Wire.get(server.address(), "/quick").statusCode()).isEqualTo(200);
      }

      untilAllAnswer(server, 1, 2);
      Map<String, Double> metrics = metrics(server);
      assertThat(requests(metrics)).isEqualTo(20);
      assertThat(metrics)
          .containsEntry(answered(1), 1.0)
          .containsEntry(answered(2), 1.0)
          .containsEntry("http_server_workers{worker=\"parent\"}", 2.0)
          .containsKey("jvm_threads_live_threads{worker=\"1\"}");
      assertThat(ask(server, "/health").body())
          .contains("\"mode\":\"processes\"", "{\"up\":2,\"wanted\":2}");
      assertThat(ask(server, "/ready").statusCode()).isEqualTo(200);
      assertThat(ask(server, "/ready").body())
          .contains("\"2\":{\"status\":\"up\",\"checks\":{\"self\":{\"status\":\"up\"}}}");
    }
  }

  @Test
  void a_worker_that_is_stopped_holds_no_scrape_up_and_one_that_is_killed_comes_back()
      throws Exception {
    try (var server = WebServer.start(ManagedWorkersTest::configure, TWO)) {
      untilAllAnswer(server, 1, 2);
      long first = server.workers().getFirst().pid().orElseThrow();
      signal("STOP", first);
      long begun = System.nanoTime();

      assertThat(metrics(server)).containsEntry(answered(1), 0.0).containsEntry(answered(2), 1.0);
      HttpResponse<String> ready = ask(server, "/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("\"1\":{\"status\":\"silent\"}");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));

      signal("KILL", first);
      Await.until(
          "another in its place",
          PATIENCE,
          () -> server.workers().getFirst().restarts() == 1 && metrics(server).size() > 10);
      until(server, answered(1), 1.0);
    }
  }

  @Test
  void while_workers_drain_they_are_told_of_and_nothing_is_welcome(@TempDir Path directory)
      throws Exception {
    Path end = directory.resolve("end");
    WebOptions patient = TWO.withTimeouts(Timeouts.DEFAULT.withDrain(PATIENCE));
    String request = "GET /held?until=" + end + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    var server = WebServer.start(ManagedWorkersTest::configure, patient);
    try (Socket client = Wire.open(server.address(), request)) {
      Await.until(
          "the request",
          PATIENCE,
          () ->
              metrics(server).entrySet().stream()
                  .anyMatch(one ->
                      one.getKey().startsWith("http_server_requests_active")
                          && one.getValue() == 1));
      Thread closing = Thread.ofVirtual().start(server::close);

      Await.until("draining", PATIENCE, () -> ask(server, "/ready").statusCode() == 503);
      assertThat(ask(server, "/ready").body()).contains("\"reason\":\"draining\"");
      assertThat(metrics(server)).containsValue(1.0).containsKey(answered(1));

      Files.createFile(end);
      assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .endsWith("held");
      closing.join();
    } finally {
      server.close();
    }
  }

  @Test
  void after_a_rolling_restart_the_new_ones_are_told_of() throws Exception {
    try (var server = WebServer.start(ManagedWorkersTest::configure, TWO)) {
      server.rollingRestart();

      untilAllAnswer(server, 3, 4);
      assertThat(metrics(server)).doesNotContainKey(answered(1));
    }
  }

  @Test
  void several_workers_write_one_access_log(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("access.log");
    int each = 2_000;
    String request = "GET /quick HTTP/1.1\r\nhost: a\r\n";
    String all = (request + "\r\n").repeat(each - 1) + request + "connection: close\r\n\r\n";
    try (var server = WebServer.start(ManagedWorkersTest::configure, TWO.withAccessLog(file))) {
      for (int i = 0; i < 4; i++) {
        Wire.raw(server.address(), all);
      }
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    assertThat(lines).hasSize(4 * each).allMatch(AccessLogs.COMBINED.asMatchPredicate());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.testkit.Seeds;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
final class AccessLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a strict reader of the combined format takes. */
  static final Pattern COMBINED =
      Pattern.compile(
          "([0-9a-f.:]+|-) - - \\[\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000\\] "
              + "\"(-|[!-~&&[^\"]]+ [!-~&&[^\"]]+ HTTP/\\d\\.\\d)\" (\\d{3}) (\\d+) "
              + "\"([ -~&&[^\"]]+)\" \"([ -~&&[^\"]]+)\"");

  private static final WebApp APP =
      routes ->
          routes
              .get("/items/{id}", request -> Response.text(request.parameter("id")))
              .nonBlocking(Method.GET, "/fast", _ -> Response.text("12345"));

  @TempDir private Path directory;

  private WebOptions logTo(Path file) {
    return WebOptions.DEFAULT.withThreads(2).withAccessLog(file);
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.US_ASCII) : List.of();
  }

  private static void until(Path file, int lines) throws Exception {
    Await.until(lines + " lines", PATIENCE, () -> lines(file).size() >= lines);
  }

  @Test
  void each_answer_leaves_a_line() throws Exception {
    Path file = directory.resolve("access.log");
    try (var server = WebServer.start(APP, logTo(file))) {
      Wire.raw(
          server.address(),
          "GET /items/7?q=1 HTTP/1.1\r\nhost: a\r\nreferer: http://b/\r\nuser-agent: test/1\r\n"
              + "connection: close\r\n\r\n");
      until(file, 1);
      Wire.raw(server.address(), "HEAD /fast HTTP/1.0\r\nhost: a\r\n\r\n");
      until(file, 2);
      Wire.raw(server.address(), "nonsense\r\n\r\n");
      until(file, 3);
    }
    List<String> lines = lines(file);
    assertThat(lines).hasSize(3).allMatch(COMBINED.asMatchPredicate());
    assertThat(lines.get(0)).startsWith("127.0.0.1 - - [");
    assertThat(lines.get(0))
        .endsWith("] \"GET /items/7?q=1 HTTP/1.1\" 200 1 \"http://b/\" \"test/1\"");
    assertThat(lines.get(1)).endsWith("] \"HEAD /fast HTTP/1.0\" 200 0 \"-\" \"-\"");
    assertThat(lines.get(2)).contains("] \"-\" 400 ");
  }

  @Test
  void a_client_that_leaves_before_the_answer_is_a_line_with_499() throws Exception {
    Path file = directory.resolve("access.log");
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.get(
                "/wait",
                _ -> {
                  begun.countDown();
                  go.await();
                  return Response.text("done");
                });
    try (var server = WebServer.start(app, logTo(file))) {
      Socket client = Wire.open(server.address(), "GET /wait HTTP/1.1\r\nhost: a\r\n\r\n");
      begun.await();
      Wire.reset(client);
      until(file, 1);
      go.countDown();
    }
    assertThat(lines(file)).singleElement().asString().contains("\"GET /wait HTTP/1.1\" 499 0 ");
  }

  @Test
  void whatever_a_client_sends_stays_in_its_field_of_its_line(Random random) throws Exception {
    Path file = directory.resolve("access.log");
    int requests = 300;
    try (var server = WebServer.start(APP, logTo(file))) {
      for (int i = 0; i < requests; i++) {
        Wire.raw(server.address(), hostile(random));
      }
      until(file, requests);
    }
    assertThat(lines(file)).hasSize(requests).allMatch(COMBINED.asMatchPredicate());
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .doesNotContain("\r", "\t", "\0");
  }

  private static String hostile(Random random) {
    String target = random.nextBoolean() ? "/items/" + noise(random, 1) : noise(random, 1);
    return "GET %s HTTP/1.1\r\nhost: a\r\nuser-agent: %s\r\nreferer: %s\r\nconnection: close\r\n\r\n"
        .formatted(target, noise(random, 3), noise(random, 600));
  }

  /** Bytes that end no line, for those would end the request. */
  private static String noise(Random random, int repeat) {
    var text = new StringBuilder();
    int length = 1 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      String[] bad = {"\"", "\\", "\t", "\u00ff", "\u0085", "\" 200 1 \"", "%0d%0a", "a", "\\x22"};
      text.append(bad[random.nextInt(bad.length)]);
    }
    return text.toString().repeat(repeat);
  }

  @Test
  @RequiresTool("goaccess")
  void goaccess_takes_every_line(Random random) throws Exception {
    Path file = directory.resolve("access.log");
    Path report = directory.resolve("report.json");
    try (var server = WebServer.start(APP, logTo(file))) {
      for (int i = 0; i < 50; i++) {
        Wire.raw(server.address(), hostile(random));
      }
    }
    Process reader =
        new ProcessBuilder(
                "goaccess",
                file.toString(),
                "--no-global-config",
                "--log-format=COMBINED",
                "--output=" + report)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    try {
      assertThat(reader.waitFor()).isZero();
    } finally {
      reader.destroyForcibly();
    }
    assertThat(Files.readString(report, StandardCharsets.ISO_8859_1))
        .contains("\"total_requests\": 50,", "\"valid_requests\": 50,", "\"failed_requests\": 0,");
  }

  @Test
  @RequiresTool("curl")
  void http_2_is_logged_with_its_version() throws Exception {
    Path file = directory.resolve("access.log");
    try (var server = WebServer.start(APP, logTo(file))) {
      Process client =
          new ProcessBuilder("curl", "-s", "--http2-prior-knowledge", server.uri() + "/fast")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(client.waitFor()).isZero();
      until(file, 1);
    }
    assertThat(lines(file))
        .singleElement()
        .asString()
        .matches(COMBINED)
        .startsWith("127.0.0.1 ")
        .contains("\"GET /fast HTTP/2.0\" 200 5 \"-\" \"curl/");
  }

  @Test
  void long_texts_are_cut() throws Exception {
    Path file = directory.resolve("access.log");
    try (var server = WebServer.start(APP, logTo(file))) {
      Wire.raw(
          server.address(),
          "GET /items/%s HTTP/1.1\r\nhost: a\r\nuser-agent: %s\r\nconnection: close\r\n\r\n"
              .formatted("x".repeat(5000), "y".repeat(5000)));
      until(file, 1);
    }
    assertThat(lines(file))
        .singleElement()
        .asString()
        .matches(COMBINED)
        .contains("/items/" + "x".repeat(2041) + "... HTTP/1.1", "\"" + "y".repeat(512) + "...\"");
  }

  @Test
  void a_file_that_was_moved_away_is_made_anew() throws Exception {
    Path file = directory.resolve("access.log");
    Path old = directory.resolve("access.log.1");
    try (var server = WebServer.start(APP, logTo(file))) {
      Wire.get(server.address(), "/items/1");
      until(file, 1);
      Files.move(file, old);
      Wire.get(server.address(), "/items/2");
      until(file, 1);
      Files.delete(file);
      Wire.get(server.address(), "/items/3");
      until(file, 1);
    }
    assertThat(lines(old)).singleElement().asString().contains("/items/1");
    assertThat(lines(file)).singleElement().asString().contains("/items/3");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_full_disk_loses_lines_and_nothing_else() throws Exception {
    var management = WebOptions.DEFAULT.address();
    WebOptions options = logTo(Path.of("/dev/full")).withManagement(management);
    try (var server = WebServer.start(APP, options)) {
      for (int i = 0; i < 20; i++) {
        assertThat(Wire.get(server.address(), "/items/" + i).statusCode()).isEqualTo(200);
      }
      Await.until(
          "all lines to be counted as lost",
          PATIENCE,
          () ->
              Wire.get(server.management().orElseThrow(), "/metrics")
                  .body()
                  .contains("http_server_access_log_dropped_total 20.0\n"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_disk_that_hangs_holds_nobody_up_and_the_log_says_what_is_missing() throws Exception {
    // Who opens a pipe waits until somebody reads: as for a disk that hangs.
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    WebOptions options = logTo(pipe).withManagement(WebOptions.DEFAULT.address());
    String request = "GET /fast HTTP/1.1\r\nhost: a\r\nuser-agent: " + "z".repeat(512) + "\r\n";
    int requests = (int) (AccessLog.MOST_WAITING / 512);
    var reader = new FutureTask<>(() -> Files.readAllBytes(pipe));
    try (var engine = Engine.start(APP, options, 0, Transport.best())) {
      var address = engine.bind(WebOptions.DEFAULT.address(), false);
      String answers =
          Wire.raw(
              address,
              (request + "\r\n").repeat(requests - 1) + request + "connection: close\r\n\r\n");
      assertThat(answers.split("HTTP/1.1 200 OK")).hasSize(requests + 1);
      assertThat(engine.metrics()).doesNotContain("log_dropped_total 0.0\n");
      Thread.ofVirtual().start(reader);
    }
    String text = new String(reader.get(), StandardCharsets.US_ASCII);
    List<String> lines = text.lines().toList();
    assertThat(lines).allMatch(COMBINED.asMatchPredicate());
    int lost = requests - (lines.size() - 1);
    assertThat(lost).isPositive();
    assertThat(lines)
        .filteredOn(line -> line.endsWith("\"" + lost + " lines dropped\""))
        .hasSize(1);
  }

  @Test
  void several_writers_share_a_file_without_torn_lines() throws Exception {
    Path file = directory.resolve("access.log");
    int each = 5_000;
    String request = "GET /fast HTTP/1.1\r\nhost: a\r\n";
    try (var first = WebServer.start(APP, logTo(file));
        var second = WebServer.start(APP, logTo(file))) {
      var clients = new ArrayList<Thread>();
      for (var server : List.of(first, second)) {
        String all = (request + "\r\n").repeat(each - 1) + request + "connection: close\r\n\r\n";
        clients.add(Thread.ofVirtual().start(() -> send(server, all)));
      }
      for (Thread client : clients) {
        client.join();
      }
    }
    assertThat(lines(file)).hasSize(2 * each).allMatch(COMBINED.asMatchPredicate());
  }

  private static void send(WebServer server, String all) {
    try {
      Wire.raw(server.address(), all);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_came_before_the_end_is_written() throws Exception {
    Path file = directory.resolve("access.log");
    try (var server = WebServer.start(APP, logTo(file))) {
      Wire.raw(server.address(), "GET /fast HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    }
    assertThat(lines(file)).hasSize(1);
  }

  @Test
  void a_file_that_cannot_be_written_ends_the_start_with_a_message() {
    Path nowhere = directory.resolve("not-there").resolve("access.log");

    assertThatThrownBy(() -> WebServer.start(APP, logTo(nowhere)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("accessLog: " + nowhere)
        .hasMessageEndingWith("(expected: a file that can be written)");
  }

  @Test
  void a_line_about_lost_lines_is_in_the_format_too() {
    var text = new StringBuilder();
    Instant then = Instant.parse("2026-11-24T22:04:05Z");
    new CombinedFormat()
        .append(text, AccessLine.lost(3, Clock.fixed(then, ZoneOffset.UTC).millis()));

    assertThat(text.toString())
        .isEqualTo("- - - [24/Nov/2026:22:04:05 +0000] \"-\" 000 0 \"-\" \"3 lines dropped\"\n");
    assertThat(text.toString().strip()).matches(COMBINED);
  }
}

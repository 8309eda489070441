// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.AccessLogs.APP;
import static dev.songsong.web.AccessLogs.COMBINED;
import static dev.songsong.web.AccessLogs.lines;
import static dev.songsong.web.AccessLogs.logTo;
import static dev.songsong.web.AccessLogs.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import dev.songsong.testkit.Seeds;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an answer leaves in the log, whatever its client sent. */
@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
final class AccessLogTest {
  @TempDir private Path directory;

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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.AccessLogs.APP;
import static dev.songsong.web.AccessLogs.COMBINED;
import static dev.songsong.web.AccessLogs.lines;
import static dev.songsong.web.AccessLogs.logTo;
import static dev.songsong.web.AccessLogs.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The file that the log is in: moved away, shared, full, or on a disk that hangs. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class LogFileTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

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
}

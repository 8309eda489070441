// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** An app that is logged, and its log's reader. */
final class AccessLogs {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a strict reader of the combined format takes. */
  static final Pattern COMBINED =
      Pattern.compile(
          "([0-9a-f.:]+|-) - - \\[\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000\\] "
              + "\"(-|[!-~&&[^\"]]+ [!-~&&[^\"]]+ HTTP/\\d\\.\\d)\" (\\d{3}) (\\d+) "
              + "\"([ -~&&[^\"]]+)\" \"([ -~&&[^\"]]+)\"");

  static final WebApp APP =
      routes ->
          routes
              .get("/items/{id}", request -> Response.text(request.parameter("id")))
              .nonBlocking(Method.GET, "/fast", _ -> Response.text("12345"));

  private AccessLogs() {}

  static WebOptions logTo(Path file) {
    return WebOptions.DEFAULT.withThreads(2).withAccessLog(file);
  }

  static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.US_ASCII) : List.of();
  }

  /** Waits for so many lines. */
  static void until(Path file, int lines) throws Exception {
    Await.until(lines + " lines", PATIENCE, () -> lines(file).size() >= lines);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.WebOptions;
import dev.songsong.web.WebServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That who asks can't tell how many processes answer. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ConsistencyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String JSON = "content-type: application/json\r\n";

  @TempDir Path root;

  @BeforeAll
  static void warmUp(@TempDir Path other) {
    SqliteCatalogue.open(other.resolve("warm.db"), false, 1).close();
  }

  private WebServer server(Mode mode) throws Exception {
    CatalogueApp app =
        mode.usesProcesses()
            ? CatalogueApp.inFile(root.resolve("books.db"), root, false, 2, 0)
            : CatalogueApp.inHeap(0);
    return WebServer.start(app, WebOptions.DEFAULT.withMode(mode, 3, 2));
  }

  private static Caller caller(WebServer server) throws Exception {
    return Caller.connect(server.address(), PATIENCE);
  }

  private static String book(long price) {
    return "{\"title\":\"Đếm\",\"authors\":[\"x\"],\"year\":2000,\"price\":" + price + "}";
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"THREADS", "PROCESSES", "HYBRID"})
  void what_one_connection_wrote_every_other_reads_at_once(Mode mode) throws Exception {
    try (WebServer server = server(mode)) {
      var callers = new ArrayList<Caller>();
      for (int i = 0; i < 6; i++) {
        callers.add(caller(server));
      }
      String place = callers.getFirst().ask("POST", "/books", JSON, book(0)).header("location");
      for (int i = 1; i <= 60; i++) {
        Caller writer = callers.get(i % callers.size());
        var written = writer.ask("PUT", place, JSON + "if-match: *\r\n", book(i));
        assertThat(written.header("etag")).isEqualTo("\"" + (i + 1) + "\"");
        for (Caller reader : callers) {
          assertThat(reader.ask("GET", place, "", "").body()).isEqualTo(written.body());
        }
      }
      for (Caller caller : callers) {
        caller.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"THREADS", "PROCESSES", "HYBRID"})
  void many_clients_that_count_with_if_match_lose_no_step(Mode mode) throws Exception {
    try (WebServer server = server(mode);
        var executor = Executors.newFixedThreadPool(6)) {
      String place;
      try (Caller caller = caller(server)) {
        place = caller.ask("POST", "/books", JSON, book(0)).header("location");
      }
      var counting = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 6; i++) {
        counting.add(() -> count(server, place, 40));
      }
      int late = 0;
      for (Future<Integer> one : executor.invokeAll(counting)) {
        late += one.get();
      }
      try (Caller caller = caller(server)) {
        var last = caller.ask("GET", place, "", "");
        assertThat(last.body()).contains("\"price\":" + 6 * 40 + ",");
        assertThat(last.header("etag")).isEqualTo("\"" + (6 * 40 + 1) + "\"");
      }
      assertThat(late).as("they were in one another's way").isPositive();
    }
  }

  private static int count(WebServer server, String place, int steps) throws Exception {
    int late = 0;
    try (Caller caller = caller(server)) {
      for (int done = 0; done < steps; ) {
        var now = caller.ask("GET", place, "", "");
        long price = Long.parseLong(now.body().replaceAll(".*\"price\":([0-9]+).*", "$1"));
        String version = "if-match: " + now.header("etag") + "\r\n";
        int status = caller.ask("PUT", place, JSON + version, book(price + 1)).status();
        assertThat(status).isIn(200, 412);
        done += status == 200 ? 1 : 0;
        late += status == 412 ? 1 : 0;
      }
    }
    return late;
  }
}

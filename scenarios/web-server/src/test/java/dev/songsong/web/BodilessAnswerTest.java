// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers whose status has no body (RFC 9110, section 6.4.1), made with one. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class BodilessAnswerTest {
  private static final int LONG = 1 << 20; // more than can be on its way

  @TempDir static Path folder;
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    Path file = Files.writeString(folder.resolve("file.txt"), "0123456789");
    server =
        WebServer.start(
            routes -> {
              Response bytes = Response.text("x".repeat(LONG));
              Response stream = Response.stream("text/plain", BodilessAnswerTest::write);
              Response known = Response.stream("text/plain", LONG, BodilessAnswerTest::write);
              routes
                  .get("/bytes/{status}", request -> in(request, bytes))
                  .get("/stream/{status}", request -> in(request, stream))
                  .get("/known/{status}", request -> in(request, known))
                  .get("/file/{status}", request -> in(request, Response.file(file)))
                  .nonBlocking(Method.GET, "/loop/{status}", request -> in(request, stream))
                  .get("/next", _ -> Response.text("next"));
            },
            WebOptions.DEFAULT.withThreads(1));
  }

  private static Response in(Request request, Response response) {
    return response.withStatus(Integer.parseInt(request.parameter("status")));
  }

  private static void write(OutputStream out) throws Exception {
    out.write(new byte[LONG]);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/bytes/204",
    "/bytes/304",
    "/stream/204",
    "/stream/304",
    "/known/204",
    "/known/304",
    "/file/204",
    "/file/304",
    "/loop/204",
    "/loop/304",
  })
  void a_status_without_a_body_has_none_and_the_connection_goes_on(String path) throws Exception {
    for (String coding : new String[] {"identity", "gzip"}) {
      try (var wire = new ContentWire(server)) {
        wire.send("GET", path, new byte[0], "accept-encoding: " + coding);
        Answer answer = wire.answer(false);
        assertThat(answer.status()).isEqualTo(Integer.parseInt(path.replaceAll(".*/", "")));
        assertThat(answer.has("transfer-encoding")).isFalse();
        assertThat(answer.has("content-length")).isFalse();

        wire.send("GET", "/next", new byte[0]);
        assertThat(wire.answer(false).text()).isEqualTo("next");
      }
    }
  }
}

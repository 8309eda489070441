// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.io.EOFException;
import java.io.OutputStream;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that fail in ways that nobody foresees: their clients are told, at once. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(20) // less than the time-out of handlers
class FailedTest {
  private static WebServer server;

  /** What can't be written as JSON. */
  public static final class Unwritable {
    public String getValue() {
      throw new IllegalStateException("has none");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    server =
        WebServer.start(
            routes ->
                routes
                    .get("/problem", _ -> problem())
                    .nonBlocking(Method.GET, "/loop/problem", _ -> problem())
                    .get("/error", _ -> error())
                    .nonBlocking(Method.GET, "/loop/error", _ -> error())
                    .get("/stream/early", _ -> Response.stream("text/plain", _ -> error()))
                    .get("/stream/late", _ -> Response.stream("text/plain", FailedTest::late))
                    .get("/stream/memory", _ -> Response.stream("text/plain", FailedTest::memory)),
            WebOptions.DEFAULT.withThreads(1));
  }

  private static Response problem() {
    throw new HttpException(Problem.of(409, "no").with("value", new Unwritable()));
  }

  private static Response error() {
    throw new ServiceConfigurationError("no such service");
  }

  private static void late(OutputStream out) throws Exception {
    out.write(1);
    out.flush();
    error();
  }

  private static void memory(OutputStream out) throws Exception {
    out.write(1);
    out.flush();
    throw new OutOfMemoryError("as if");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/problem", "/loop/problem", "/error", "/loop/error", "/stream/early"})
  void what_cannot_be_told_is_500(String path) throws Exception {
    Answer answer = ContentWire.get(server, path);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).contains("handler: failed (expected: an answer)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream/late", "/stream/memory"})
  void an_answer_that_has_begun_is_broken_off(String path) {
    assertThatThrownBy(() -> ContentWire.get(server, path)).isInstanceOf(EOFException.class);
  }

  @Test
  void members_that_each_problem_has_are_not_further_ones() {
    assertThatThrownBy(() -> Problem.of(409, "no").with("status", 200))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "more: status (expected: none of [type, title, status, detail],"
                + " which a problem has anyway)");
    assertThat(Problem.of(409, "no").with("instance", "/a").more()).containsEntry("instance", "/a");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawRequest.GET;
import static dev.songsong.web.RawRequest.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers are framed; one that breaks off never looks whole. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class AnswerFramingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void no_answer_to_head_has_a_body(boolean blocking) throws Exception {
    WebApp app =
        routes -> {
          add(routes, blocking, "/bytes", Response.text("hello"));
          add(routes, blocking, "/stream", Response.stream("text/plain", out -> out.write(1)));
          add(routes, blocking, "/204", Response.text("hello").withStatus(204));
          add(routes, blocking, "/304", Response.text("hello").withStatus(304));
          add(
              routes,
              blocking,
              "/known",
              Response.stream("text/plain", 5, out -> out.write(new byte[5])));
        };
    try (var server = WebServer.start(app);
        var client = RawConnection.to(server)) {
      for (String path : new String[] {"/bytes", "/stream", "/204", "/304", "/known", "/none"}) {
        client.send(request("HEAD " + path));
        Reply reply = client.headReply();
        assertThat(reply.headers()).doesNotContainKeys("transfer-encoding", "connection");
        if (path.equals("/bytes") || path.equals("/known")) {
          assertThat(reply.header("content-length")).isEqualTo("5");
        }
      }
      for (String path : new String[] {"/204", "/304"}) {
        client.send(request("GET " + path));
        Reply reply = client.reply();
        assertThat(path).endsWith("" + reply.status());
        assertThat(reply.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      }
      client.send(request("GET /known"));
      assertThat(client.reply().body()).hasSize(5);
      client.send(request("GET /bytes"));
      assertThat(client.reply().text()).isEqualTo("hello");
    }
  }

  private static void add(Routes routes, boolean blocking, String path, Response response) {
    if (blocking) {
      routes.get(path, _ -> response);
    } else {
      routes.nonBlocking(Method.GET, path, _ -> response);
    }
  }

  @Test
  void a_broken_stream_never_looks_whole() throws Exception {
    WebApp app =
        routes ->
            routes.get(
                "/",
                _ ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          out.write(1);
                          out.flush();
                          throw new IllegalStateException("enough");
                        }));
    try (var server = WebServer.start(app)) {
      try (var client = RawConnection.to(server)) {
        client.send(GET);
        assertThatThrownBy(client::reply).isInstanceOf(EOFException.class);
      }
      try (var client = RawConnection.to(server)) {
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThatThrownBy(client::reply).isInstanceOf(SocketException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 100_000})
  void a_stream_of_another_length_than_announced_is_broken_off(int length) throws Exception {
    WebApp app =
        routes ->
            routes.get(
                "/",
                _ ->
                    Response.stream(
                        "text/plain",
                        5,
                        out -> {
                          out.write(1);
                          out.flush();
                          out.write(new byte[length - 1]);
                        }));
    try (var server = WebServer.start(app);
        var client = RawConnection.to(server)) {
      client.send(GET + GET);
      assertThatThrownBy(client::reply).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void headers_that_frame_the_answer_are_the_servers_own() {
    Response response = Response.text("x");
    assertThatThrownBy(() -> response.withHeader("Transfer-Encoding", "chunked"))
        .hasMessage(
            "header name: Transfer-Encoding (expected: none of [connection, content-length,"
                + " keep-alive, transfer-encoding, upgrade], which the server sets)");
  }

  @Test
  void a_handler_that_streams_is_told_that_the_client_left() throws Exception {
    var seen = new AtomicReference<Throwable>();
    WebApp app =
        routes ->
            routes.get(
                "/",
                _ ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          try {
                            while (true) {
                              out.write(new byte[1000]);
                              out.flush();
                            }
                          } catch (IOException e) {
                            seen.set(e);
                            throw e;
                          }
                        }));
    try (var server = WebServer.start(app)) {
      try (var client = RawConnection.to(server)) {
        client.send(GET);
        client.line();
      }
      Await.until("the writer to be told", PATIENCE, () -> seen.get() != null);
      assertThat(seen.get())
          .hasMessage("client: gone (expected: there until the end of the answer)");
    }
  }

  @Test
  void a_handler_that_answers_with_nothing_has_failed() throws Exception {
    try (var server = WebServer.start(routes -> routes.get("/", _ -> nothing()));
        var client = RawConnection.to(server)) {
      client.send(GET);
      assertThat(client.reply().status()).isEqualTo(500);
    }
  }

  @SuppressWarnings("NullAway")
  private static Response nothing() {
    return new AtomicReference<Response>().get();
  }
}

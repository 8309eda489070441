// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers are framed, and what becomes of the connection after them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class ConnectionTest {
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static String request(String line, String... headers) {
    return line + " HTTP/1.1\r\nhost: a\r\n" + String.join("", headers) + "\r\n";
  }

  @Test
  void a_thousand_requests_at_once_are_answered_in_order() throws Exception {
    WebApp app =
        routes ->
            routes
                .nonBlocking(Method.GET, "/now/{n}", one -> Response.text(one.parameter("n")))
                .get("/later/{n}", one -> Response.text(one.parameter("n")))
                .get(
                    "/stream/{n}",
                    one ->
                        Response.stream("text/plain", out -> out.write(latin1(one.parameter("n")))))
                .post("/echo/{n}", one -> Response.text(one.body().text()))
                .nonBlocking(Method.PUT, "/echo/{n}", one -> Response.text(one.body().text()));
    var all = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      all.append(
          switch (i % 6) {
            case 0 -> request("GET /now/" + i);
            case 1 -> request("GET /later/" + i);
            case 2 -> request("GET /stream/" + i);
            case 3 ->
                request("POST /echo/x", "content-length: 3\r\n")
                    + (i + 100_000) % 1000 / 100
                    + i % 100 / 10
                    + i % 10;
            case 4 -> request("PUT /echo/x", "transfer-encoding: chunked\r\n") + chunked("" + i);
            default -> request("GET /none/" + i);
          });
    }
    try (var server = WebServer.start(app);
        var client = RawConnection.to(server)) {
      Thread sender = Thread.ofVirtual().start(() -> client.sendAll(latin1(all.toString())));
      for (int i = 0; i < 1000; i++) {
        Reply reply = client.reply();
        String expected = i % 6 == 3 ? "%03d".formatted(i) : "" + i;
        if (i % 6 == 5) {
          assertThat(reply.status()).isEqualTo(404);
        } else {
          assertThat(reply.text()).isEqualTo(expected);
        }
      }
      sender.join();
    }
  }

  private static String chunked(String text) {
    var all = new StringBuilder();
    for (char one : text.toCharArray()) {
      all.append("1\r\n").append(one).append("\r\n");
    }
    return all + "0\r\n\r\n";
  }

  @Test
  void a_thousand_requests_are_answered_though_the_client_ends_its_side() throws Exception {
    try (var server = WebServer.start(routes -> routes.get("/", _ -> Response.text("hello")));
        var client = RawConnection.to(server)) {
      client.send(GET.repeat(1000)).endInput();
      for (int i = 0; i < 1000; i++) {
        assertThat(client.reply().text()).isEqualTo("hello");
      }
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void half_a_request_and_the_end_of_input_close_the_connection() throws Exception {
    try (var server = WebServer.start(routes -> routes.get("/", _ -> Response.text("hello")));
        var client = RawConnection.to(server);
        var other = RawConnection.to(server)) {
      client.send(GET + "GET / HT").endInput();
      assertThat(client.reply().text()).isEqualTo("hello");
      assertThat(client.ends()).isTrue();
      assertThat(other.endInput().ends()).isTrue();
    }
  }

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
  void http_1_0_is_closed_after_one_answer_unless_it_asks() throws Exception {
    WebApp app =
        routes ->
            routes
                .get("/", _ -> Response.text("hello"))
                .get("/stream", _ -> Response.stream("text/plain", ConnectionTest::nineInTwo));
    try (var server = WebServer.start(app)) {
      try (var client = RawConnection.to(server)) {
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.reply().header("connection")).isEqualTo("close");
        assertThat(client.ends()).isTrue();
      }
      try (var client = RawConnection.to(server)) {
        client.send("GET / HTTP/1.0\r\nconnection: Keep-Alive\r\n\r\n");
        assertThat(client.reply().header("connection")).isEqualTo("keep-alive");
        client.send("GET /stream HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
        Reply stream = client.reply();
        assertThat(stream.headers()).doesNotContainKey("transfer-encoding");
        assertThat(stream.body()).hasSize(9);
        assertThat(client.ends()).isTrue();
      }
      try (var client = RawConnection.to(server)) {
        client.send(request("GET /", "connection: close\r\n"));
        assertThat(client.reply().header("connection")).isEqualTo("close");
        assertThat(client.ends()).isTrue();
      }
    }
  }

  private static void nineInTwo(OutputStream out) throws IOException {
    out.write(new byte[4]);
    out.flush();
    out.write(new byte[5]);
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
  void the_client_is_told_to_go_on_with_its_body() throws Exception {
    try (var server =
            WebServer.start(routes -> routes.post("/", one -> Response.text(one.body().text())));
        var client = RawConnection.to(server)) {
      client.send(request("POST /", "expect: 100-Continue\r\n", "content-length: 3\r\n"));
      assertThat(client.headReply().status()).isEqualTo(100);
      client.send("abc");
      assertThat(client.reply().text()).isEqualTo("abc");
      client.send(request("POST /", "expect: 100-continue\r\n", "content-length: 0\r\n"));
      assertThat(client.reply().status()).as("there is none to go on with").isEqualTo(200);
    }
  }

  @Test
  void the_client_is_not_told_to_go_on_if_the_answer_is_no() throws Exception {
    try (var server = WebServer.start(routes -> routes.get("/", _ -> Response.text("hello")))) {
      for (String line : new String[] {"POST /", "POST /none", "GET /none"}) {
        try (var client = RawConnection.to(server)) {
          client.send(request(line, "expect: 100-continue\r\n", "content-length: 3\r\n"));
          assertThat(client.reply().status()).isIn(404, 405);
          assertThat(client.ends()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length: 60000\r\n", "transfer-encoding: chunked\r\n"})
  void the_connection_is_kept_if_little_of_an_unwanted_body_is_left(String framing)
      throws Exception {
    boolean chunked = framing.startsWith("t");
    byte[] body =
        latin1(chunked ? "ea60\r\n" + "x".repeat(60_000) + "\r\n0\r\n\r\n" : "x".repeat(60_000));
    WebApp app =
        routes ->
            routes
                .get("/", _ -> Response.text("hello"))
                .post("/", _ -> Response.text("thanks"))
                .post("/stream", _ -> Response.stream("text/plain", out -> out.write(new byte[9])));
    try (var server = WebServer.start(app);
        var client = RawConnection.to(server)) {
      for (String path : new String[] {"/", "/none", "/stream"}) {
        client.send(request("POST " + path, framing));
        Reply reply = client.reply();
        assertThat(reply.status()).isIn(200, 404);
        assertThat(reply.headers()).doesNotContainKey("connection");
        client.send(body).send(GET);
        assertThat(client.reply().text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void the_connection_ends_if_much_of_an_unwanted_body_is_left() throws Exception {
    try (var server = WebServer.start(routes -> routes.post("/", _ -> Response.text("thanks")))) {
      try (var client = RawConnection.to(server)) {
        client.send(request("POST /", "content-length: 70000\r\n"));
        Reply reply = client.reply();
        assertThat(reply.text()).isEqualTo("thanks");
        assertThat(reply.header("connection")).isEqualTo("close");
        client.send(new byte[60_000]);
        assertThat(client.ends()).isTrue();
      }
      try (var client = RawConnection.to(server)) {
        client.send(request("POST /", "transfer-encoding: chunked\r\n"));
        assertThat(client.reply().text()).isEqualTo("thanks");
        client.sendAll(latin1(("8000\r\n" + "x".repeat(0x8000) + "\r\n").repeat(3)));
        assertThat(client.ends()).isTrue();
      }
    }
  }

  @Test
  void a_body_that_breaks_off_is_never_taken_for_whole() throws Exception {
    var seen = new AtomicReference<Throwable>();
    var begun = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.post(
                "/",
                request -> {
                  try (InputStream in = request.body().stream()) {
                    in.read();
                    begun.countDown();
                    in.transferTo(OutputStream.nullOutputStream());
                  } catch (IOException e) {
                    seen.set(e);
                  }
                  return Response.of(204);
                });
    try (var server = WebServer.start(app)) {
      try (var client = RawConnection.to(server)) {
        client.send(request("POST /", "content-length: 9\r\n") + "abc");
        begun.await();
      }
      Await.until("the handler to be told", PATIENCE, () -> seen.get() != null);
      assertThat(seen.get())
          .hasMessage("client: gone (expected: there until the end of the request)");
    }
  }

  @Test
  void a_body_that_was_whole_is_not_cut_short_when_the_client_leaves() throws Exception {
    var seen = new AtomicReference<Object>();
    var begun = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.post(
                "/",
                request -> {
                  begun.countDown();
                  left.await();
                  try {
                    seen.set(request.body().bytes().length);
                  } catch (IOException e) {
                    seen.set(e.getMessage());
                  }
                  return Response.of(204);
                });
    try (var server = WebServer.start(app)) {
      try (var client = RawConnection.to(server)) {
        client.send(request("POST /", "content-length: 9\r\n") + "abcdefghi");
        begun.await();
        client.socket().setSoLinger(true, 0);
      }
      try (var other = RawConnection.to(server)) {
        other.send(request("GET /"));
        other.reply();
      }
      left.countDown();
      Await.until("the handler's end", PATIENCE, () -> seen.get() != null);
      assertThat(seen.get()).isIn(9, "body: thrown away (expected: read before the answer)");
    }
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
  void many_small_chunks_of_a_body_are_kept_together() throws Exception {
    try (var server =
            WebServer.start(routes ->
                routes.nonBlocking(Method.POST, "/", one -> Response.text(one.body().text())));
        var client = RawConnection.to(server)) {
      String body = "abcdefghij".repeat(3000);
      client.send(request("POST /", "transfer-encoding: chunked\r\n"));
      client.send(chunked(body));
      assertThat(client.reply().text()).isEqualTo(body);
    }
  }

  @Test
  void a_slow_reader_of_a_body_slows_the_client_down() throws Exception {
    var go = new CountDownLatch(1);
    var length = new AtomicInteger();
    WebApp app =
        routes ->
            routes.post(
                "/",
                request -> {
                  go.await();
                  length.set(request.body().bytes().length);
                  return Response.text("" + length);
                });
    var limits = Limits.DEFAULT.withBodyBytes(64 << 20);
    try (var server = WebServer.start(app, WebOptions.DEFAULT.withLimits(limits));
        var client = RawConnection.to(server)) {
      int size = 32 << 20;
      client.send(request("POST /", "content-length: " + size + "\r\n"));
      var sent = new AtomicInteger();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < size; i += 1 << 16) {
                  client.sendAll(new byte[1 << 16]);
                  sent.addAndGet(1 << 16);
                }
              });
      Await.until(
          "the sender to wait",
          PATIENCE,
          () -> sent.get() > 0 && sender.getState() == Thread.State.WAITING && stays(sent));
      assertThat(sent.get()).isLessThan(size);
      go.countDown();
      assertThat(client.reply().text()).isEqualTo("" + size);
      sender.join();
    }
  }

  private static boolean stays(AtomicInteger number) throws InterruptedException {
    int before = number.get();
    return !new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS) && number.get() == before;
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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static dev.songsong.web.RawRequest.GET;
import static dev.songsong.web.RawRequest.chunked;
import static dev.songsong.web.RawRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many requests on one connection, and when it ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class ConnectionTest {
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
}

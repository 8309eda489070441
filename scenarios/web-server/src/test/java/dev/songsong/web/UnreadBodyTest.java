// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static dev.songsong.web.RawRequest.GET;
import static dev.songsong.web.RawRequest.chunked;
import static dev.songsong.web.RawRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that the client offers first, or that no handler wants. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class UnreadBodyTest {
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
}

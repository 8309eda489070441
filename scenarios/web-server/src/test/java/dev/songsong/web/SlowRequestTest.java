// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.ImpatientServer.LARGE;
import static dev.songsong.web.ImpatientServer.SHORT;
import static dev.songsong.web.ImpatientServer.TIMEOUTS;
import static dev.songsong.web.RawConnection.closeAll;
import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes its time to ask is sent away, while one beside it is answered as ever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class SlowRequestTest {
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final byte[] HEAD = latin1("GET /aaa");

  @TempDir private static Path folder;

  private static ImpatientServer start() throws Exception {
    return ImpatientServer.start(folder, TIMEOUTS);
  }

  @Test
  void a_head_that_comes_byte_by_byte_gets_408() throws Exception {
    try (var server = start();
        var client = server.connect();
        var trickle = Trickle.start(OFTEN, client, HEAD)) {
      Reply reply = client.reply();
      trickle.stop();
      assertThat(reply.status()).isEqualTo(408);
      assertThat(reply.text()).contains("head: too slow (expected: in time)");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_second_head_that_comes_byte_by_byte_gets_408_too() throws Exception {
    try (var server = start();
        var client = server.connect()) {
      client.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("hello");
      try (var trickle = Trickle.start(OFTEN, client, HEAD)) {
        assertThat(client.reply().status()).isEqualTo(408);
        trickle.stop();
        assertThat(client.ends()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/blocking", "/now"})
  void a_body_of_a_byte_a_second_gets_408(String path) throws Exception {
    try (var server = start();
        var client = server.connect()) {
      client.send("POST " + path + " HTTP/1.1\r\nhost: a\r\ncontent-length: 999\r\n\r\n");
      try (var trickle = Trickle.start(Duration.ofSeconds(1), client, new byte[1])) {
        Reply reply = client.reply();
        trickle.stop();
        assertThat(reply.status()).isEqualTo(408);
        assertThat(reply.text()).contains("body: too slow (expected: >= 1 KiB a second)");
        assertThat(client.ends()).isTrue();
      }
      assertThat(server.handled()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "1;a", "0\r\na: b"})
  void a_chunked_body_that_stands_still_gets_408(String rest) throws Exception {
    try (var server = start();
        var client = server.connect()) {
      client.send("POST /now HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx");
      client.send(rest.equals("\r\n") ? rest : "\r\n" + rest);
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_body_that_was_fast_and_stands_still_gets_408() throws Exception {
    try (var server = start();
        var client = server.connect()) {
      client.send("POST /blocking HTTP/1.1\r\nhost: a\r\ncontent-length: " + LARGE + "\r\n\r\n");
      client.send(new byte[LARGE / 2]);
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void the_rest_of_a_body_that_nobody_wants_is_not_waited_for_long() throws Exception {
    try (var server = start();
        var client = server.connect()) {
      client.send("POST /early HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc");
      assertThat(client.reply().text()).isEqualTo("early");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void silent_connections_are_closed_without_a_word() throws Exception {
    var silent = new ArrayList<RawConnection>();
    try (var server =
        WebServer.start(
            routes -> routes.get("/hello", _ -> Response.text("hello")),
            WebOptions.DEFAULT.withThreads(1).withTimeouts(TIMEOUTS.withIdle(SHORT)))) {
      for (int i = 0; i < 50; i++) {
        silent.add(RawConnection.to(server));
      }
      var once = RawConnection.to(server).send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
      silent.add(once);
      assertThat(once.reply().text()).isEqualTo("hello");
      for (RawConnection one : silent) {
        assertThat(one.ends()).isTrue();
      }
    } finally {
      closeAll(silent);
    }
  }
}

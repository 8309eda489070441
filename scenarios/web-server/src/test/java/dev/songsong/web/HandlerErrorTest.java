// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.RST_STREAM;
import static dev.songsong.web.FrameClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An error after which nothing can be answered must not leave the client waiting. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class HandlerErrorTest {
  private static final int INTERNAL_ERROR = 2;

  /** As a virtual machine's that is out of memory. */
  private static final class Fatal extends Error {
    private static final long serialVersionUID = 1;

    Fatal() {
      super("made by the test", null, false, false);
    }
  }

  private static void app(Routes routes) {
    routes
        .get("/", _ -> Response.text("here"))
        .get("/blocking", _ -> fail())
        .nonBlocking(Method.GET, "/loop", _ -> fail())
        .get("/stream", _ -> Response.stream("text/plain", HandlerErrorTest::fail))
        .nonBlocking(
            Method.GET, "/rest", _ -> Response.stream("text/plain", HandlerErrorTest::fail));
  }

  private static Response fail() {
    throw new Fatal();
  }

  private static void fail(OutputStream out) throws IOException {
    out.write(1);
    out.flush();
    throw new Fatal();
  }

  private static WebServer start() throws Exception {
    var timeouts = Timeouts.DEFAULT.withHandler(Duration.ofMinutes(10));
    return WebServer.start(
        HandlerErrorTest::app, WebOptions.DEFAULT.withThreads(1).withTimeouts(timeouts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/blocking", "/loop", "/stream", "/rest"})
  void breaks_the_connection_off(String path) throws Exception {
    try (var server = start();
        var client = RawConnection.to(server)) {
      // Two at once: the second is found in the backlog when the first is answered.
      client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\nGET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("here");
      assertThat(client.endsSomehow()).isTrue();
      assertThat(ContentWire.get(server, "/").text()).isEqualTo("here");
    }
  }

  @Test
  void breaks_its_stream_off_alone() throws Exception {
    try (var server = start();
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/stream"), get(3, "/blocking"), get(5, "/"));
      for (int i = 0; i < 2; i++) {
        assertThat(client.await(frame -> frame.type() == RST_STREAM).error())
            .isEqualTo(INTERNAL_ERROR);
      }
      client.send(get(7, "/"));
      assertThat(client.await(FrameClient.DATA, 7).payload()).asString().isEqualTo("here");
    }
  }
}

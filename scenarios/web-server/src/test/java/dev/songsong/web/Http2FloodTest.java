// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.ACK;
import static dev.songsong.web.FrameClient.CONTINUATION;
import static dev.songsong.web.FrameClient.DATA;
import static dev.songsong.web.FrameClient.END_HEADERS;
import static dev.songsong.web.FrameClient.END_STREAM;
import static dev.songsong.web.FrameClient.GOAWAY;
import static dev.songsong.web.FrameClient.HEADERS;
import static dev.songsong.web.FrameClient.PING;
import static dev.songsong.web.FrameClient.PRIORITY;
import static dev.songsong.web.FrameClient.RST_STREAM;
import static dev.songsong.web.FrameClient.SETTINGS;
import static dev.songsong.web.FrameClient.WINDOW_UPDATE;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.head;
import static dev.songsong.web.FrameClient.number;
import static dev.songsong.web.FrameClient.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Frames that make a server work for nothing: each kind ends its connection, and no other. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class Http2FloodTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int RESETS = 50;
  private static final WebOptions OPTIONS =
      WebOptions.DEFAULT.withThreads(1).withLimits(Limits.DEFAULT.withStreams(100, RESETS));

  private static void app(Routes routes) {
    routes.get("/", _ -> Response.text("here"));
    routes.post("/", request -> Response.bytes("text/plain", request.body().bytes()));
  }

  @Test
  void resets_of_streams_just_begun() throws Exception {
    requireCalm(
        n -> concat(get(2 * n + 1, "/"), frame(RST_STREAM, 0, 2 * n + 1, number(8))), RESETS);
  }

  @Test
  void streams_that_the_server_has_to_reset() throws Exception {
    requireCalm(
        n ->
            concat(
                post(2 * n + 1, "/", "content-length", "1"),
                frame(DATA, END_STREAM, 2 * n + 1, new byte[2])),
        RESETS);
  }

  @Test
  void malformed_requests() throws Exception {
    requireCalm(
        n ->
            frame(
                HEADERS, END_STREAM | END_HEADERS, 2 * n + 1, head("GET", "/", "connection", "x")),
        RESETS);
  }

  @Test
  void pings() throws Exception {
    requireCalm(_ -> frame(PING, 0, 0, new byte[8]), RESETS);
  }

  @Test
  void answers_to_pings_that_were_not_sent() throws Exception {
    requireCalm(_ -> frame(PING, ACK, 0, new byte[8]), RESETS);
  }

  @Test
  void settings() throws Exception {
    requireCalm(_ -> frame(SETTINGS, 0, 0), RESETS);
  }

  @Test
  void priorities() throws Exception {
    requireCalm(n -> frame(PRIORITY, 0, 2 * n + 3, new byte[] {0, 0, 0, 0, 1}), RESETS);
  }

  @Test
  void window_updates() throws Exception {
    requireCalm(_ -> frame(WINDOW_UPDATE, 0, 0, number(1)), RESETS);
  }

  @Test
  void frames_of_an_unknown_type() throws Exception {
    requireCalm(_ -> frame(0xbe, 0, 0), RESETS);
  }

  @Test
  void empty_data() throws Exception {
    requireCalm(n -> n == 0 ? post(1, "/") : frame(DATA, 0, 1), RESETS);
  }

  @Test
  void data_in_single_bytes() throws Exception {
    requireCalm(n -> n == 0 ? post(1, "/") : frame(DATA, 0, 1, (byte) 'x'), RESETS);
  }

  @Test
  void continuations() throws Exception {
    requireCalm(
        n ->
            n == 0
                ? frame(HEADERS, 0, 1, head("GET", "/"))
                : frame(CONTINUATION, 0, 1, (byte) 0x20),
        5);
  }

  @Test
  void headers_without_end_close_the_connection() throws Exception {
    try (var server = WebServer.start(Http2FloodTest::app, OPTIONS);
        var client = new FrameClient(server).start()) {
      String large = "x".repeat(16_000);
      client.send(frame(HEADERS, 0, 1, head("GET", "/", "large", large)));
      client.send(frame(CONTINUATION, 0, 1, head("GET", "/", "large", large)));
      assertThat(client.await(GOAWAY, 0).error()).isNotZero();
      requireServes(server);
    }
  }

  @Test
  void a_busy_client_is_not_taken_for_a_flood() throws Exception {
    try (var server = WebServer.start(Http2FloodTest::app, OPTIONS);
        var client = new FrameClient(server).start()) {
      for (int n = 0; n < 20 * RESETS; n++) {
        int stream = 2 * n + 1;
        client.send(
            post(stream, "/"),
            frame(DATA, 0, stream, new byte[100]),
            frame(DATA, END_STREAM, stream, new byte[100]),
            frame(WINDOW_UPDATE, 0, 0, number(200)));
        assertThat(client.status(stream)).isEqualTo("200");
        client.await(FrameClient.Frame::ends);
      }
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The flood ends with GOAWAY, not before so many; and others are served. */
  private static void requireCalm(IntFunction<byte[]> flood, int least) throws Exception {
    try (var server = WebServer.start(Http2FloodTest::app, OPTIONS);
        var client = new FrameClient(server).start()) {
      var sent = new AtomicInteger();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (sent.get() < 100_000) {
                    client.send(flood.apply(sent.get()));
                    sent.incrementAndGet();
                  }
                } catch (IOException e) {
                  // The server has closed, as it should.
                }
              });
      assertThat(client.await(GOAWAY, 0).error()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(client.ends()).isTrue();
      client.socket().close();
      sender.join();
      assertThat(sent.get()).isGreaterThanOrEqualTo(least);
      requireServes(server);
    }
  }

  private static void requireServes(WebServer server) throws Exception {
    try (var other = new FrameClient(server).start()) {
      other.send(get(1, "/"));
      assertThat(other.status(1)).isEqualTo("200");
    }
  }
}

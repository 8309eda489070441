// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.DATA;
import static dev.songsong.web.FrameClient.END_HEADERS;
import static dev.songsong.web.FrameClient.END_STREAM;
import static dev.songsong.web.FrameClient.GOAWAY;
import static dev.songsong.web.FrameClient.HEADERS;
import static dev.songsong.web.FrameClient.RST_STREAM;
import static dev.songsong.web.FrameClient.WINDOW_UPDATE;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.post;
import static dev.songsong.web.Http2Handlers.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Flow control at the wire: closed windows, and bodies that nobody wants. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class Http2FlowTest {
  private static final int NO_ERROR = 0;
  private static final int INTERNAL_ERROR = 2;

  /** Of a body that nobody reads yet, a server takes so much at least. */
  private static final int LEAST = 128 << 10;

  private final Http2Handlers app = new Http2Handlers();

  @Test
  void a_small_body_that_nobody_wants_may_come_to_its_end() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/nowhere"));
      assertThat(client.status(1)).isEqualTo("404");
      client.send(frame(DATA, END_STREAM, 1, new byte[100]), get(3, "/"));
      FrameClient.Frame next =
          client.await(frame -> frame.stream() == 3 || frame.type() == RST_STREAM);
      assertThat(next.type()).isEqualTo(HEADERS);
    }
  }

  @Test
  void a_large_body_that_nobody_wants_is_broken_off_without_an_error() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/nowhere"));
      assertThat(client.status(1)).isEqualTo("404");
      for (int i = 0; i < 5; i++) {
        client.send(frame(DATA, 0, 1, new byte[13_000]));
      }
      client.await(WINDOW_UPDATE, 1);
      client.send(frame(DATA, 0, 1, new byte[13_000]));
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(NO_ERROR);
      client.send(get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
    }
  }

  @Test
  void an_unwanted_body_that_stops_is_broken_off_soon() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/nowhere"));
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(NO_ERROR);
    }
  }

  @Test
  void headers_crossing_with_a_reset_of_the_server_end_no_connection() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/nowhere"));
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(NO_ERROR);
      var trailers = new ByteArrayOutputStream();
      FrameClient.literals(trailers, List.of("checksum", "5"));
      client.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, trailers.toByteArray()), get(3, "/"));
      FrameClient.Frame next =
          client.await(frame -> frame.type() == GOAWAY || frame.is(HEADERS, 3));
      assertThat(next.type()).isEqualTo(HEADERS);
    }
  }

  @Test
  void a_closed_window_stops_the_handler_and_then_the_stream_alone() throws Exception {
    WebOptions options = OPTIONS.withTimeouts(Timeouts.DEFAULT.withWrite(Duration.ofSeconds(1)));
    try (var server = app.start(options);
        var client = new FrameClient(server).start(4, 20_000)) {
      client.send(get(1, "/endless"));
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(INTERNAL_ERROR);
      assertThat(app.pieces.get()).isLessThan(16);
      assertThat(app.seen()).startsWith("writing: client: gone");
      client.send(get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
    }
  }

  @Test
  void a_slow_handler_stops_the_client_but_not_its_other_streams() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/late"));
      int taken = upload(client, 1);
      assertThat(taken).isBetween(LEAST, 300 << 10);
      client.send(post(3, "/echo"), frame(DATA, END_STREAM, 3, new byte[1_000]));
      assertThat(client.status(3)).isEqualTo("200");
      app.go.countDown();
      client.await(WINDOW_UPDATE, 1);
      client.send(frame(DATA, END_STREAM, 1));
      assertThat(client.status(1)).isEqualTo("200");
      assertThat(client.await(DATA, 1).payload()).asString().isEqualTo("" + taken);
    }
  }

  /**
   * Sends until the window stays closed; how much that was. Before the least, a long silence is a
   * busy machine's, and waited for again.
   */
  private static int upload(FrameClient client, int stream) throws Exception {
    int sent = 0;
    int window = 65_535;
    int silences = 0;
    client.socket().setSoTimeout(500);
    while (silences == 0 || sent < LEAST && silences < 20) {
      int some = Math.min(window, 16_000);
      if (some > 0) {
        client.send(frame(DATA, 0, stream, new byte[some]));
        window -= some;
        sent += some;
      } else {
        try {
          FrameClient.Frame update = client.await(WINDOW_UPDATE, stream);
          window += ByteBuffer.wrap(update.payload()).getInt();
        } catch (SocketTimeoutException e) {
          silences++;
        }
      }
    }
    client.socket().setSoTimeout(10_000);
    return sent;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.CONTINUATION;
import static dev.songsong.web.FrameClient.DATA;
import static dev.songsong.web.FrameClient.END_STREAM;
import static dev.songsong.web.FrameClient.GOAWAY;
import static dev.songsong.web.FrameClient.HEADERS;
import static dev.songsong.web.FrameClient.RST_STREAM;
import static dev.songsong.web.FrameClient.WINDOW_UPDATE;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.head;
import static dev.songsong.web.FrameClient.number;
import static dev.songsong.web.FrameClient.post;
import static dev.songsong.web.ImpatientServer.PATIENCE;
import static dev.songsong.web.ImpatientServer.SMALL_BUFFER;
import static dev.songsong.web.ImpatientServer.TIMEOUTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.FrameClient.Frame;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slow streams of HTTP/2 are ended, and slow connections closed, while others are answered: streams
 * of the same connection, and a client beside it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class SlowHttp2Test {
  private static final int INITIAL_WINDOW = 4; // of the settings
  private static final int INTERNAL_ERROR = 2;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final Duration OFTEN = Duration.ofMillis(200);

  @TempDir private static Path folder;

  private static ImpatientServer start() throws Exception {
    return ImpatientServer.start(folder, TIMEOUTS);
  }

  private static FrameClient connect(ImpatientServer server) throws IOException {
    return new FrameClient(new Socket(server.address().getAddress(), server.address().getPort()));
  }

  @Test
  void headers_that_come_byte_by_byte_end_the_connection() throws Exception {
    byte[] headers = frame(HEADERS, END_STREAM, 1, head("GET", "/hello"));
    int[] next = {0};
    try (var server = start();
        var client = connect(server).start();
        var _ = Trickle.start(OFTEN, () -> client.send(new byte[] {headers[next[0]++]}))) {
      assertThat(client.await(GOAWAY, 0).error()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void headers_that_are_continued_byte_by_byte_end_the_connection() throws Exception {
    try (var server = start();
        var client = connect(server).start()) {
      client.send(frame(HEADERS, END_STREAM, 1));
      try (var _ = Trickle.start(OFTEN, () -> client.send(frame(CONTINUATION, 0, 1, (byte) 0)))) {
        assertThat(client.await(GOAWAY, 0).error()).isEqualTo(ENHANCE_YOUR_CALM);
        assertThat(client.ends()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/blocking", "/now"})
  void a_body_of_a_byte_a_second_gets_408(String path) throws Exception {
    try (var server = start();
        var client = connect(server).start()) {
      client.send(post(1, path), get(3, "/hello"));
      byte[] bit = frame(DATA, 0, 1, new byte[1]);
      try (var _ = Trickle.start(Duration.ofSeconds(1), () -> client.send(bit))) {
        assertThat(client.status(3)).isEqualTo("200");
        assertThat(client.status(1)).isEqualTo("408");
        client.send(get(5, "/hello"));
        assertThat(client.status(5)).isEqualTo("200");
      }
      assertThat(server.handled()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/file", "/stream"})
  void a_window_that_stays_closed_ends_the_stream(String path) throws Exception {
    try (var server = start();
        var client = connect(server).start(INITIAL_WINDOW, 20_000)) {
      client.send(get(1, path), get(3, "/hello"));
      assertThat(endedBefore(client, 1)).contains(3);
      client.send(get(5, "/hello"));
      client.await(one -> one.stream() == 5 && one.ends());
      if (path.equals("/stream")) {
        server.awaitStreamEnd();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/file", "/stream"})
  void a_window_that_is_opened_byte_by_byte_ends_the_stream(String path) throws Exception {
    try (var server = start();
        var client = connect(server).start(INITIAL_WINDOW, 1_000)) {
      client.send(get(1, path), get(3, "/hello"));
      byte[] bit = frame(WINDOW_UPDATE, 0, 1, number(1));
      try (var _ = Trickle.start(OFTEN, () -> client.send(bit))) {
        assertThat(endedBefore(client, 1)).contains(3);
      }
    }
  }

  @Test
  void a_closed_window_of_the_connection_ends_the_stream_that_fills_it() throws Exception {
    try (var server = start();
        var client = connect(server).start(INITIAL_WINDOW, Integer.MAX_VALUE)) {
      client.send(get(1, "/large"));
      assertThat(endedBefore(client, 1)).isEmpty();
      client.send(frame(WINDOW_UPDATE, 0, 0, number(1_000)), get(3, "/hello"));
      client.await(one -> one.stream() == 3 && one.ends());
    }
  }

  /** Reads until a stream is reset by the server: the streams that were answered before. */
  private static Set<Integer> endedBefore(FrameClient client, int reset) throws IOException {
    var ended = new HashSet<Integer>();
    Frame last =
        client.await(frame -> {
          if (frame.ends()) {
            ended.add(frame.stream());
          }
          return frame.is(RST_STREAM, reset);
        });
    assertThat(last.error()).isEqualTo(INTERNAL_ERROR);
    return ended;
  }

  @Test
  void a_connection_whose_bytes_are_taken_one_by_one_is_closed() throws Exception {
    var never = new CountDownLatch(1);
    try (var server = start();
        var socket = new Socket()) {
      socket.setReceiveBufferSize(SMALL_BUFFER);
      socket.connect(server.address());
      var client = new FrameClient(socket).start(INITIAL_WINDOW, Integer.MAX_VALUE);
      client.send(frame(WINDOW_UPDATE, 0, 0, number(1 << 30)), get(1, "/large"));
      Await.until(
          "the end",
          PATIENCE,
          () -> {
            never.await(100, TimeUnit.MILLISECONDS);
            return !takes(client);
          });
    }
  }

  private static boolean takes(FrameClient client) {
    try {
      client.send(frame(0xbe, 0, 0));
      return client.socket().getInputStream().read() >= 0;
    } catch (IOException reset) {
      return false;
    }
  }
}

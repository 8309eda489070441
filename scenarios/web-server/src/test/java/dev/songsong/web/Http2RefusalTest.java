// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.DATA;
import static dev.songsong.web.FrameClient.END_HEADERS;
import static dev.songsong.web.FrameClient.END_STREAM;
import static dev.songsong.web.FrameClient.HEADERS;
import static dev.songsong.web.FrameClient.RST_STREAM;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.head;
import static dev.songsong.web.FrameClient.post;
import static dev.songsong.web.Http2Handlers.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is refused at the wire costs its stream alone. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class Http2RefusalTest {
  private static final int REFUSED_STREAM = 7;

  private final Http2Handlers app = new Http2Handlers();

  @Test
  void a_path_that_is_too_long_gets_414() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/" + "x".repeat(9_000)));
      assertThat(client.status(1)).isEqualTo("414");
    }
  }

  @Test
  void streams_beyond_the_limit_are_refused_and_may_come_again() throws Exception {
    WebOptions options = OPTIONS.withLimits(Limits.DEFAULT.withStreams(2, 200));
    try (var server = app.start(options);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/wait"), get(3, "/wait"), get(5, "/"));
      assertThat(client.await(RST_STREAM, 5).error()).isEqualTo(REFUSED_STREAM);
      app.go.countDown();
      client.await(frame -> frame.ends() && frame.stream() == 1);
      client.send(get(7, "/"));
      client.await(HEADERS, 7);
    }
  }

  @Test
  void headers_that_are_too_large_get_431_and_others_are_served() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      byte[] large = head("GET", "/", "a", "x".repeat(8_000), "b", "x".repeat(8_300));
      client.send(
          frame(HEADERS, END_STREAM, 1, Arrays.copyOf(large, 9_000)),
          frame(
              FrameClient.CONTINUATION,
              END_HEADERS,
              1,
              Arrays.copyOfRange(large, 9_000, large.length)));
      assertThat(client.status(1)).isEqualTo("431");
      client.send(get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
    }
  }

  @Test
  void a_handler_that_is_late_costs_its_stream_alone() throws Exception {
    WebOptions options = OPTIONS.withTimeouts(Timeouts.DEFAULT.withHandler(Duration.ofSeconds(1)));
    try (var server = app.start(options);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/wait"));
      assertThat(client.status(1)).isEqualTo("503");
      client.send(get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
    }
  }

  @Test
  void a_body_that_is_late_costs_its_stream_alone() throws Exception {
    WebOptions options = OPTIONS.withTimeouts(Timeouts.DEFAULT.withBody(Duration.ofSeconds(1)));
    try (var server = app.start(options);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/read"), frame(DATA, 0, 1, new byte[10]));
      assertThat(client.status(1)).isEqualTo("408");
      client.send(get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
    }
  }

  @Test
  void a_body_beyond_the_limit_gets_413() throws Exception {
    WebOptions options = OPTIONS.withLimits(Limits.DEFAULT.withBodyBytes(1_000));
    try (var server = app.start(options);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/read", "content-length", "1001"));
      assertThat(client.status(1)).isEqualTo("413");
      client.send(post(3, "/read"), frame(DATA, 0, 3, new byte[1_001]));
      assertThat(client.status(3)).isEqualTo("413");
      client.send(get(5, "/"));
      assertThat(client.status(5)).isEqualTo("200");
    }
  }

  @Test
  void a_request_that_names_no_host_is_refused() throws Exception {
    try (var server = app.start(OPTIONS);
        var client = new FrameClient(server).start()) {
      var block = new ByteArrayOutputStream();
      FrameClient.literals(block, List.of(":method", "GET", ":scheme", "http", ":path", "/"));
      client.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray()));
      assertThat(client.status(1)).isEqualTo("400");
      client.send(frame(HEADERS, END_STREAM | END_HEADERS, 3, head("GET", "/", "host", "other")));
      assertThat(client.await(RST_STREAM, 3).error()).isEqualTo(1);
    }
  }
}

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
import static dev.songsong.web.FrameClient.head;
import static dev.songsong.web.FrameClient.number;
import static dev.songsong.web.FrameClient.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams at the wire: bodies, resets, flow control and refusals, frame by frame. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class Http2Test {
  private static final int NO_ERROR = 0;
  private static final int INTERNAL_ERROR = 2;
  private static final int REFUSED_STREAM = 7;
  private static final WebOptions OPTIONS = WebOptions.DEFAULT.withThreads(1);

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger pieces = new AtomicInteger();

  private final CountDownLatch reading = new CountDownLatch(1);

  private void app(Routes routes) {
    routes.get("/", _ -> Response.text("here").withHeader("X-Upper", "Kept"));
    routes.post("/echo", request -> Response.bytes("text/plain", request.body().bytes()));
    routes.post("/read", this::read);
    routes.post("/late", this::late);
    routes.get("/wait", this::await);
    routes.get("/endless", _ -> Response.stream("text/plain", this::endless));
  }

  private Response read(Request request) {
    reading.countDown();
    try {
      return Response.text("" + request.body().bytes().length);
    } catch (IOException e) {
      seen.add("reading: " + e.getMessage());
      return Response.of(204);
    }
  }

  private Response late(Request request) throws Exception {
    go.await();
    return Response.text("" + request.body().bytes().length);
  }

  private Response await(Request request) throws Exception {
    go.await();
    return Response.text("waited");
  }

  private void endless(OutputStream out) throws IOException {
    try {
      while (true) {
        out.write(new byte[16 << 10]);
        pieces.incrementAndGet();
      }
    } catch (IOException e) {
      seen.add("writing: " + e.getMessage());
      throw e;
    }
  }

  private WebServer start(WebOptions options) throws Exception {
    return WebServer.start(this::app, options);
  }

  @Test
  void the_preface_may_come_byte_by_byte() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server)) {
      for (byte one : FrameClient.PREFACE) {
        client.send(new byte[] {one});
      }
      client.send(frame(FrameClient.SETTINGS, 0, 0), get(1, "/"));
      assertThat(client.status(1)).isEqualTo("200");
    }
  }

  @Test
  void what_only_begins_like_the_preface_is_http_1() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server)) {
      client.send("P".getBytes(StandardCharsets.US_ASCII));
      client.send(
          "OST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
              .getBytes(StandardCharsets.US_ASCII));
      byte[] answer = client.socket().getInputStream().readNBytes(15);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void names_are_lower_case_and_none_are_of_the_connection() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/"));
      var names = new TreeSet<String>();
      client.headers(1).names().forEach(name -> names.add(name.toString()));
      assertThat(names)
          .containsExactly(":status", "content-length", "content-type", "date", "x-upper");
    }
  }

  @Test
  void a_body_with_trailers_is_read() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      var trailers = new ByteArrayOutputStream();
      FrameClient.literals(trailers, List.of("checksum", "5"));
      client.send(
          post(1, "/echo"),
          frame(DATA, 0, 1, "hello".getBytes(StandardCharsets.US_ASCII)),
          frame(HEADERS, END_STREAM | END_HEADERS, 1, trailers.toByteArray()));
      assertThat(client.status(1)).isEqualTo("200");
      assertThat(client.await(DATA, 1).payload()).asString().isEqualTo("hello");
    }
  }

  @Test
  void a_client_that_asks_is_told_to_go_on() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/read", "expect", "100-continue", "content-length", "3"));
      assertThat(client.status(1)).isEqualTo("100");
      client.send(frame(DATA, END_STREAM, 1, new byte[3]));
      assertThat(client.status(1)).isEqualTo("200");
    }
  }

  @Test
  void a_small_body_that_nobody_wants_may_come_to_its_end() throws Exception {
    try (var server = start(OPTIONS);
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
    try (var server = start(OPTIONS);
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
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/nowhere"));
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(NO_ERROR);
    }
  }

  @Test
  void a_client_that_resets_fails_the_handler_that_reads() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/read"), frame(DATA, 0, 1, new byte[10]));
      reading.await();
      client.send(frame(RST_STREAM, 0, 1, number(8)), get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).startsWith("reading: client: gone");
    }
  }

  @Test
  void a_client_that_resets_fails_the_handler_that_writes() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/endless"));
      assertThat(client.status(1)).isEqualTo("200");
      client.send(frame(RST_STREAM, 0, 1, number(8)), get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).startsWith("writing: client: gone");
    }
  }

  @Test
  void a_client_that_leaves_fails_the_handler_that_writes() throws Exception {
    try (var server = start(OPTIONS)) {
      try (var client = new FrameClient(server).start()) {
        client.send(get(1, "/endless"));
        client.await(DATA, 1);
      }
      assertThat(seen.poll(10, TimeUnit.SECONDS)).startsWith("writing: client: gone");
    }
  }

  @Test
  void a_closed_window_stops_the_handler_and_then_the_stream_alone() throws Exception {
    WebOptions options = OPTIONS.withTimeouts(Timeouts.DEFAULT.withWrite(Duration.ofSeconds(1)));
    try (var server = start(options);
        var client = new FrameClient(server).start(4, 20_000)) {
      client.send(get(1, "/endless"));
      assertThat(client.await(RST_STREAM, 1).error()).isEqualTo(INTERNAL_ERROR);
      assertThat(pieces.get()).isLessThan(16);
      assertThat(seen.poll(10, TimeUnit.SECONDS)).startsWith("writing: client: gone");
      client.send(get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
    }
  }

  @Test
  void a_slow_handler_stops_the_client_but_not_its_other_streams() throws Exception {
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(post(1, "/late"));
      int taken = upload(client, 1);
      assertThat(taken).isBetween(128 << 10, 300 << 10);
      client.send(post(3, "/echo"), frame(DATA, END_STREAM, 3, new byte[1_000]));
      assertThat(client.status(3)).isEqualTo("200");
      go.countDown();
      client.await(WINDOW_UPDATE, 1);
      client.send(frame(DATA, END_STREAM, 1));
      assertThat(client.status(1)).isEqualTo("200");
      assertThat(client.await(DATA, 1).payload()).asString().isEqualTo("" + taken);
    }
  }

  /** Sends until the window stays closed; how much that was. */
  private static int upload(FrameClient client, int stream) throws Exception {
    int sent = 0;
    int window = 65_535;
    client.socket().setSoTimeout(500);
    try {
      while (true) {
        int some = Math.min(window, 16_000);
        if (some > 0) {
          client.send(frame(DATA, 0, stream, new byte[some]));
          window -= some;
          sent += some;
        } else {
          FrameClient.Frame update = client.await(WINDOW_UPDATE, stream);
          window += ByteBuffer.wrap(update.payload()).getInt();
        }
      }
    } catch (SocketTimeoutException e) {
      return sent;
    } finally {
      client.socket().setSoTimeout(10_000);
    }
  }

  @Test
  void streams_beyond_the_limit_are_refused_and_may_come_again() throws Exception {
    WebOptions options = OPTIONS.withLimits(Limits.DEFAULT.withStreams(2, 200));
    try (var server = start(options);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/wait"), get(3, "/wait"), get(5, "/"));
      assertThat(client.await(RST_STREAM, 5).error()).isEqualTo(REFUSED_STREAM);
      go.countDown();
      assertThat(client.status(1)).isEqualTo("200");
      client.await(frame -> frame.ends() && frame.stream() == 3);
      client.send(get(7, "/"));
      assertThat(client.status(7)).isEqualTo("200");
    }
  }

  @Test
  void headers_that_are_too_large_get_431_and_others_are_served() throws Exception {
    try (var server = start(OPTIONS);
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
    try (var server = start(options);
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
    try (var server = start(options);
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
    try (var server = start(options);
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
    try (var server = start(OPTIONS);
        var client = new FrameClient(server).start()) {
      var block = new ByteArrayOutputStream();
      FrameClient.literals(block, List.of(":method", "GET", ":scheme", "http", ":path", "/"));
      client.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray()));
      assertThat(client.status(1)).isEqualTo("400");
      client.send(frame(HEADERS, END_STREAM | END_HEADERS, 3, head("GET", "/", "host", "other")));
      assertThat(client.await(RST_STREAM, 3).error()).isEqualTo(1);
    }
  }

  @Test
  void headers_crossing_with_a_reset_of_the_server_end_no_connection() throws Exception {
    try (var server = start(OPTIONS);
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
  void all_is_let_go_when_the_client_is_gone() throws Exception {
    try (var server = start(OPTIONS)) {
      var client = new FrameClient(server).start();
      client.send(post(1, "/late"), frame(DATA, 0, 1, new byte[10_000]), get(3, "/wait"));
      client.send(get(5, "/"));
      assertThat(client.status(5)).isEqualTo("200");
      client.socket().close();
      go.countDown();
      try (var other = new FrameClient(server).start()) {
        Await.until("an answer", Duration.ofSeconds(5), () -> "200".equals(answer(other)));
      }
    }
  }

  private int next = 1;

  private String answer(FrameClient client) throws Exception {
    client.send(get(next, "/"));
    String status = client.status(next);
    next += 2;
    return status;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.ContentWire.Answer;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class ResponseStreamTest {
  private static final String TYPE = "application/octet-stream";
  private static final int MIB = 1 << 20;
  private static final long LOOK = 8 * MIB; // at the memory in use, so often

  private static final AtomicLong written = new AtomicLong(); // by the endless writer
  private static final BlockingQueue<Exception> ends = new ArrayBlockingQueue<>(10);
  private static volatile CountDownLatch goOn = new CountDownLatch(1);
  private static WebServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        WebServer.start(
            ResponseStreamTest::routes,
            WebOptions.DEFAULT.withThreads(1).withLimits(Limits.DEFAULT.withBodyBytes(1L << 40)));
  }

  private static void routes(Routes routes) {
    routes
        .get("/short", _ -> Response.stream(TYPE, out -> out.write("short".getBytes(UTF_8))))
        .get("/none", _ -> Response.stream(TYPE, _ -> {}))
        .get("/long", _ -> Response.stream(TYPE, out -> write(out, 100_000)))
        .get("/known", _ -> Response.stream(TYPE, 100_000, out -> write(out, 100_000)))
        .get("/too-short", _ -> Response.stream(TYPE, 100_000, out -> write(out, 99_999)))
        .get("/too-long", _ -> Response.stream(TYPE, 99_999, out -> write(out, 100_000)))
        .get("/early", _ -> Response.stream(TYPE, _ -> missing()))
        .get("/told", _ -> Response.stream(TYPE, _ -> told()))
        .get("/late", _ -> Response.stream(TYPE, ResponseStreamTest::breakOff))
        .get("/head-first", _ -> Response.stream(TYPE, ResponseStreamTest::headFirst))
        .get("/endless", _ -> Response.stream(TYPE, ResponseStreamTest::endless))
        .post("/echo", request -> Response.stream(TYPE, request.body().stream()::transferTo))
        .nonBlocking(Method.GET, "/loop", _ -> Response.stream(TYPE, out -> write(out, 100_000)));
  }

  private static void write(OutputStream out, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      out.write(i);
    }
  }

  private static void missing() throws IOException {
    throw new FileNotFoundException("the source is missing");
  }

  private static void told() {
    throw HttpException.of(409, "stream: no (expected: yes)");
  }

  private static void breakOff(OutputStream out) throws IOException {
    write(out, 40_000);
    missing();
  }

  private static void headFirst(OutputStream out) throws Exception {
    out.flush();
    goOn.await();
    out.write('x');
  }

  private static void endless(OutputStream out) throws IOException {
    var bytes = new byte[1024];
    try {
      while (true) {
        out.write(bytes);
        written.addAndGet(bytes.length);
      }
    } catch (IOException e) {
      ends.add(e);
      throw e;
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void again() {
    written.set(0);
    ends.clear();
    goOn = new CountDownLatch(1);
  }

  private static Answer get(String path) throws IOException {
    return ContentWire.get(server, path);
  }

  @Test
  void a_short_stream_goes_out_whole_with_its_length() throws Exception {
    assertThat(get("/short").header("content-length")).isEqualTo("5");
    assertThat(get("/short").text()).isEqualTo("short");
    assertThat(get("/none").header("content-length")).isEqualTo("0");
  }

  @Test
  void a_long_stream_comes_in_chunks_or_with_the_length_that_was_announced() throws Exception {
    for (String path : new String[] {"/long", "/loop"}) {
      assertThat(get(path).header("transfer-encoding")).isEqualTo("chunked");
      assertThat(get(path).body()).hasSize(100_000);
    }
    assertThat(get("/known").header("content-length")).isEqualTo("100000");
    assertThat(get("/known").has("transfer-encoding")).isFalse();
    assertThat(get("/known").body()).isEqualTo(get("/long").body());
  }

  @Test
  void the_connection_goes_on_after_a_stream() throws Exception {
    try (var wire = new ContentWire(server)) {
      for (String path : new String[] {"/long", "/short", "/known", "/early", "/none", "/long"}) {
        wire.send("GET", path, new byte[0]);
        wire.answer(false);
      }
      wire.send("HEAD", "/long", new byte[0]);
      assertThat(wire.answer(true).has("content-length")).isFalse();
      wire.send("HEAD", "/known", new byte[0]);
      assertThat(wire.answer(true).header("content-length")).isEqualTo("100000");
      wire.send("GET", "/short", new byte[0]);
      assertThat(wire.answer(false).text()).isEqualTo("short");
    }
  }

  @Test
  void a_client_of_http_1_0_reads_to_the_end_of_the_connection() throws Exception {
    try (var wire = new ContentWire(server)) {
      wire.send("GET /long HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
      Answer answer = wire.answer(false);
      assertThat(answer.has("transfer-encoding")).isFalse();
      assertThat(answer.body()).hasSize(100_000);
    }
  }

  @Test
  void a_writer_that_fails_before_its_first_piece_is_answered_with_the_error() throws Exception {
    assertThat(get("/early").status()).isEqualTo(500);
    assertThat(get("/early").header("content-type")).isEqualTo("application/problem+json");
    assertThat(get("/told").status()).isEqualTo(409);
    assertThat(get("/told").text()).contains("stream: no (expected: yes)");
  }

  @Test
  void a_writer_that_fails_later_breaks_the_answer_off() throws Exception {
    assertBroken("/late");
    assertBroken("/too-short");
    assertBroken("/too-long");
  }

  private static void assertBroken(String path) {
    assertThatThrownBy(() -> get(path)).as(path).isInstanceOf(EOFException.class);
  }

  @Test
  void a_flush_sends_the_head_at_once() throws Exception {
    try (var wire = new ContentWire(server)) {
      wire.send("GET", "/head-first", new byte[0]);
      assertThat(wire.head().status()).isEqualTo(200);
      goOn.countDown();
      assertThat(wire.chunk()).isEqualTo("x".getBytes(UTF_8));
      assertThat(wire.chunk()).isEmpty();
    }
  }

  @Test
  void a_slow_client_stops_the_writer_and_one_that_leaves_ends_it() throws Exception {
    long most;
    try (var wire = new ContentWire(server, 4 << 10)) {
      wire.send("GET", "/endless", new byte[0]);
      wire.head();
      var last = new AtomicLong(-1);
      Await.until(
          "the writer to be stopped",
          Duration.ofSeconds(20),
          () -> {
            long before = last.getAndSet(written.get());
            return before > 0
                && ends.poll(200, TimeUnit.MILLISECONDS) == null
                && before == written.get();
          });
      most = written.get();
    }
    // What the kernel's buffers take, and a few pieces.
    assertThat(most).isLessThan(16L * MIB);
    assertThat(ends.poll(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void an_echo_streams_both_ways_at_once_in_little_memory() throws Exception {
    long size = 64L * MIB;
    try (var wire = new ContentWire(server)) {
      wire.send("POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: " + size + "\r\n\r\n");
      Thread sender = Thread.startVirtualThread(() -> send(wire, size));
      assertThat(wire.head().status()).isEqualTo(200);
      long before = used();
      long most = 0;
      long came = 0;
      for (byte[] chunk = wire.chunk(); chunk.length > 0; chunk = wire.chunk()) {
        if (came / LOOK < (came + chunk.length) / LOOK) {
          most = Math.max(most, used());
        }
        for (byte value : chunk) {
          assertValue(value, came++);
        }
      }
      sender.join();
      assertThat(came).isEqualTo(size);
      assertThat(most).isPositive();
      assertThat(most - before).isLessThan(size / 2);
    }
  }

  private static void assertValue(byte value, long at) {
    if (value != (byte) (at % 251)) {
      throw new AssertionError(at + ": " + value + " (expected: " + (byte) (at % 251) + ")");
    }
  }

  private static void send(ContentWire wire, long size) {
    var bytes = new byte[251 * 100];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    try {
      for (long left = size; left > 0; left -= bytes.length) {
        wire.socket().getOutputStream().write(bytes, 0, (int) Math.min(left, bytes.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is kept: garbage that was not collected yet is no memory in use. */
  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void a_negative_length_is_refused_and_a_second_type_takes_the_firsts_place() {
    assertThatThrownBy(() -> Response.stream(TYPE, -1, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length: -1 (expected: >= 0)");
    assertThat(Response.json(1).withHeader("content-type", "a/b").headers())
        .containsExactly("content-type", "a/b");
  }
}

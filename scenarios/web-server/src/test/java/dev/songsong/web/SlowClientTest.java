// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time are sent away, while one beside them is answered as ever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class SlowClientTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int LARGE = 32 << 20;
  private static final int SMALL_BUFFER = 4 << 10;
  private static final Timeouts TIMEOUTS =
      new Timeouts(SHORT, SHORT, Duration.ofSeconds(30), SHORT, SHORT, Duration.ofSeconds(2));

  @TempDir static Path folder;

  private final AtomicInteger handled = new AtomicInteger();
  private final AtomicReference<IOException> streamEnd = new AtomicReference<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private WebServer server;
  private Beside beside;

  /** A client that asks again and again on one connection. */
  private static final class Beside {
    private final Thread thread;
    private final List<Object> wrong = new ArrayList<>(); // its thread's, until it has ended
    private int answered; // likewise
    private volatile boolean ends; // written by the test

    Beside(WebServer server) {
      thread = Thread.ofVirtual().start(() -> ask(server));
    }

    private void ask(WebServer server) {
      try (var client = RawConnection.to(server)) {
        while (!ends) {
          client.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
          Reply reply = client.reply();
          if (!reply.text().equals("hello")) {
            wrong.add(reply.status());
          }
          answered++;
        }
      } catch (IOException | AssertionError e) {
        wrong.add(e);
      }
    }

    void end() throws InterruptedException {
      ends = true;
      thread.join();
      assertThat(wrong).isEmpty();
      assertThat(answered).isPositive();
    }
  }

  @BeforeEach
  void start() throws Exception {
    WebApp app =
        routes ->
            routes
                .get("/hello", _ -> Response.text("hello"))
                .nonBlocking(Method.GET, "/count", _ -> counted())
                .get("/large", _ -> Response.bytes("a/b", new byte[LARGE]))
                .get("/file", _ -> Response.of(200).withContent(slice()))
                .get("/stream", _ -> Response.stream("a/b", this::writeForEver))
                .post("/blocking", request -> Response.text("" + request.body().bytes().length))
                .nonBlocking(Method.POST, "/now", _ -> counted())
                .post("/early", _ -> Response.text("early"));
    var limits = Limits.DEFAULT.withBodyBytes(1L << 30);
    server =
        WebServer.start(
            app, WebOptions.DEFAULT.withThreads(1).withTimeouts(TIMEOUTS).withLimits(limits));
    beside = new Beside(server);
  }

  @AfterEach
  void stop() throws Exception {
    beside.end();
    server.close();
  }

  private Response counted() {
    handled.incrementAndGet();
    return Response.text("x".repeat(100));
  }

  private static Content slice() throws IOException {
    Path path = folder.resolve("file");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(LARGE);
    }
    return new Content.Slice(FileChannel.open(path), 0, LARGE);
  }

  private void writeForEver(java.io.OutputStream out) throws IOException {
    try {
      while (true) {
        out.write(new byte[10_000]);
      }
    } catch (IOException e) {
      streamEnd.set(e);
      throw e;
    }
  }

  /** Sends a byte five times a second until the server has had enough of it. */
  private void trickle(RawConnection client, byte[] bytes) throws InterruptedException {
    for (byte one : bytes) {
      client.sendAll(new byte[] {one});
      never.await(200, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void a_head_that_comes_byte_by_byte_gets_408() throws Exception {
    try (var client = RawConnection.to(server)) {
      trickle(client, latin1("GET / HTTP/1.1\r\n"));
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(408);
      assertThat(reply.text()).contains("head: too slow (expected: in time)");
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_second_head_that_comes_byte_by_byte_gets_408_too() throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.reply().text()).isEqualTo("hello");
      trickle(client, latin1("GET / HTTP/1.1\r\n"));
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.ends()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/blocking", "/now"})
  void a_body_that_comes_byte_by_byte_gets_408(String path) throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send("POST " + path + " HTTP/1.1\r\nhost: a\r\ncontent-length: 999\r\n\r\n");
      trickle(client, new byte[12]);
      Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(408);
      assertThat(reply.text()).contains("body: too slow (expected: >= 1 KiB a second)");
      assertThat(client.ends()).isTrue();
    }
    assertThat(handled).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "1;a", "0\r\na: b"})
  void a_chunked_body_that_stands_still_gets_408(String rest) throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send("POST /now HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx");
      client.send(rest.equals("\r\n") ? rest : "\r\n" + rest);
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_body_that_was_fast_and_stands_still_gets_408() throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send("POST /blocking HTTP/1.1\r\nhost: a\r\ncontent-length: " + LARGE + "\r\n\r\n");
      client.send(new byte[LARGE / 2]);
      assertThat(client.reply().status()).isEqualTo(408);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void the_rest_of_a_body_that_nobody_wants_is_not_waited_for_long() throws Exception {
    try (var client = RawConnection.to(server)) {
      client.send("POST /early HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc");
      assertThat(client.reply().text()).isEqualTo("early");
      assertThat(client.ends()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/file", "/stream"})
  void an_answer_that_is_not_taken_is_broken_off(String path) throws Exception {
    try (var client = RawConnection.to(server.address(), SMALL_BUFFER)) {
      client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
      client.line();
      Await.until("the connection's end", PATIENCE, () -> gone(client));
      assertThat(client.endsSomehow()).isTrue();
    }
    if (path.equals("/stream")) {
      Await.until("the writer to be told", PATIENCE, () -> streamEnd.get() != null);
      assertThat(streamEnd.get())
          .hasMessage("client: gone (expected: there until the end of the answer)");
    }
  }

  @Test
  void an_answer_that_is_taken_byte_by_byte_is_broken_off() throws Exception {
    try (var client = RawConnection.to(server.address(), SMALL_BUFFER)) {
      client.send("GET /large HTTP/1.1\r\nhost: a\r\n\r\n");
      Await.until(
          "the connection's end",
          PATIENCE,
          () -> {
            never.await(100, TimeUnit.MILLISECONDS);
            return gone(client) || client.read() < 0;
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/file"})
  void an_answer_that_is_taken_slowly_but_steadily_comes_whole(String path) throws Exception {
    try (var client = RawConnection.to(server.address(), SMALL_BUFFER)) {
      client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
      while (!client.line().isEmpty()) {
        // The head.
      }
      int step = 1 << 20;
      for (int read = 0; read < LARGE; read += step) {
        never.await(120, TimeUnit.MILLISECONDS);
        assertThat(client.skip(step)).isEqualTo(step);
      }
    }
  }

  @Test
  void an_answer_that_was_taken_fast_and_then_no_more_is_broken_off() throws Exception {
    try (var client = RawConnection.to(server.address(), SMALL_BUFFER)) {
      client.send("GET /stream HTTP/1.1\r\nhost: a\r\n\r\n");
      for (int i = 0; i < LARGE; i++) {
        client.read();
      }
      Await.until("the connection's end", PATIENCE, () -> streamEnd.get() != null);
    }
  }

  /** Whether a byte sent is answered by a reset. */
  private static boolean gone(RawConnection client) {
    try {
      client.socket().getOutputStream().write('x');
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void silent_connections_are_closed_without_a_word() throws Exception {
    var silent = new ArrayList<RawConnection>();
    try {
      for (int i = 0; i < 50; i++) {
        silent.add(RawConnection.to(server));
      }
      silent.getFirst().send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(silent.getFirst().reply().text()).isEqualTo("hello");
      for (RawConnection one : silent) {
        assertThat(one.ends()).isTrue();
      }
    } finally {
      for (RawConnection one : silent) {
        one.close();
      }
    }
  }

  @Test
  void who_asks_for_ever_and_never_reads_is_held_back_and_then_sent_away() throws Exception {
    try (var client = RawConnection.to(server.address(), SMALL_BUFFER)) {
      byte[] requests = latin1("GET /count HTTP/1.1\r\nhost: a\r\n\r\n".repeat(1000));
      Thread asks =
          Thread.ofVirtual()
              .start(() -> {
                while (!gone(client, requests)) {
                  // Until the server has had enough.
                }
              });
      asks.join();
      // What fits into the sockets' buffers is answered, and little more.
      assertThat(handled.get()).isLessThan(100_000);
    }
  }

  private static boolean gone(RawConnection client, byte[] bytes) {
    try {
      client.send(bytes);
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}

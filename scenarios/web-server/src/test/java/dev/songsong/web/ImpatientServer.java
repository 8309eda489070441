// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server of one loop that waits for a second, and beside the slow clients of a test one that asks
 * again and again: when the server is closed, all its answers must have been right.
 */
final class ImpatientServer implements AutoCloseable {
  static final Duration SHORT = Duration.ofSeconds(1);
  static final Duration PATIENCE = Duration.ofSeconds(15);
  static final int LARGE = 32 << 20;
  static final int SMALL_BUFFER = 4 << 10;

  /** Idle clients have time: the one beside may be held up by a busy machine. */
  static final Timeouts TIMEOUTS =
      new Timeouts(
          SHORT, SHORT, Duration.ofSeconds(30), SHORT, Duration.ofSeconds(30), SHORT.plus(SHORT));

  private final Path file;
  private final AtomicInteger handled = new AtomicInteger(); // by handlers, read by the test
  // Written by the handler that streams, read by the test.
  private final AtomicReference<IOException> streamEnd = new AtomicReference<>();
  private final WebServer server;
  private final Thread thread;
  private final List<Object> wrong = new ArrayList<>(); // its thread's, until it has ended
  private int answered; // likewise
  private volatile boolean ends; // written by the test, read by its thread

  private ImpatientServer(Path folder, Timeouts timeouts) throws Exception {
    file = folder.resolve("large");
    try (var large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(LARGE);
    }
    var limits = Limits.DEFAULT.withBodyBytes(1L << 30);
    server =
        WebServer.start(
            this::routes,
            WebOptions.DEFAULT.withThreads(1).withTimeouts(timeouts).withLimits(limits));
    thread = Thread.ofVirtual().unstarted(this::ask);
  }

  /**
   * Starts.
   *
   * @param folder for the file that it serves
   */
  static ImpatientServer start(Path folder, Timeouts timeouts) throws Exception {
    var started = new ImpatientServer(folder, timeouts);
    started.thread.start();
    return started;
  }

  private void routes(Routes routes) {
    routes
        .get("/hello", _ -> Response.text("hello"))
        .nonBlocking(Method.GET, "/count", _ -> counted())
        .get("/large", _ -> Response.bytes("a/b", new byte[LARGE]))
        .get("/file", _ -> Response.file(file))
        .get("/stream", _ -> Response.stream("a/b", this::writeForEver))
        .post("/blocking", request -> Response.text("" + request.body().bytes().length))
        .nonBlocking(Method.POST, "/now", _ -> counted())
        .post("/early", _ -> Response.text("early"));
  }

  private Response counted() {
    handled.incrementAndGet();
    return Response.text("x".repeat(100));
  }

  private void writeForEver(OutputStream out) throws IOException {
    try {
      while (true) {
        out.write(new byte[10_000]);
      }
    } catch (IOException e) {
      streamEnd.set(e);
      throw e;
    }
  }

  private void ask() {
    try (var client = RawConnection.to(server)) {
      while (!ends) {
        client.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
        RawConnection.Reply reply = client.reply();
        if (!reply.text().equals("hello")) {
          wrong.add(reply.status());
        }
        answered++;
      }
    } catch (IOException | AssertionError e) {
      wrong.add(e);
    }
  }

  InetSocketAddress address() {
    return server.address();
  }

  RawConnection connect() throws IOException {
    return RawConnection.to(server);
  }

  /** A client that can be sent little before it reads. */
  RawConnection connectSmall() throws IOException {
    return RawConnection.to(address(), SMALL_BUFFER);
  }

  /** How many times {@code /count} and {@code /now} were called. */
  int handled() {
    return handled.get();
  }

  /** Waits until the handler of {@code /stream} is told that its client is gone. */
  void awaitStreamEnd() throws Exception {
    Await.until("the writer to be told", PATIENCE, () -> streamEnd.get() != null);
    assertThat(streamEnd.get())
        .hasMessage("client: gone (expected: there until the end of the answer)");
  }

  @Override
  public void close() {
    ends = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    assertThat(wrong).isEmpty();
    assertThat(answered).isPositive();
  }
}

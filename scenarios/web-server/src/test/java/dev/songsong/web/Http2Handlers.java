// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Handlers that read, write and wait, and tell the test what became of them. */
final class Http2Handlers {
  static final WebOptions OPTIONS = WebOptions.DEFAULT.withThreads(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Opened by the test, awaited by handlers. */
  final CountDownLatch go = new CountDownLatch(1);

  /** Pieces of the endless answer that were taken. */
  final AtomicInteger pieces = new AtomicInteger(); // written by the handler, read by the test

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch reading = new CountDownLatch(1);

  WebServer start(WebOptions options) throws Exception {
    return WebServer.start(this::routes, options);
  }

  private void routes(Routes routes) {
    routes
        .get("/", _ -> Response.text("here").withHeader("X-Upper", "Kept"))
        .post("/echo", request -> Response.bytes("text/plain", request.body().bytes()))
        .post("/read", this::read)
        .post("/late", this::late)
        .get("/wait", this::await)
        .get("/endless", _ -> Response.stream("text/plain", this::endless));
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

  /** Waits for the handler of {@code /read} to begin. */
  void awaitReading() throws Exception {
    Await.until("a handler that reads", PATIENCE, () -> reading.getCount() == 0);
  }

  /** What a handler met; the word null if nothing within the patience. */
  String seen() throws InterruptedException {
    return "" + seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}

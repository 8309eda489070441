// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawRequest.chunked;
import static dev.songsong.web.RawRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies on their way: broken off, in small pieces, and faster than their reader. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class BodyArrivalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void a_body_that_breaks_off_is_never_taken_for_whole() throws Exception {
    var seen = new AtomicReference<Throwable>();
    var begun = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.post(
                "/",
                request -> {
                  try (InputStream in = request.body().stream()) {
                    in.read();
                    begun.countDown();
                    in.transferTo(OutputStream.nullOutputStream());
                  } catch (IOException e) {
                    seen.set(e);
                  }
                  return Response.of(204);
                });
    try (var server = WebServer.start(app)) {
      try (var client = RawConnection.to(server)) {
        client.send(request("POST /", "content-length: 9\r\n") + "abc");
        begun.await();
      }
      Await.until("the handler to be told", PATIENCE, () -> seen.get() != null);
      assertThat(seen.get())
          .hasMessage("client: gone (expected: there until the end of the request)");
    }
  }

  @Test
  void a_body_that_was_whole_is_not_cut_short_when_the_client_leaves() throws Exception {
    var seen = new AtomicReference<Object>();
    var begun = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.post(
                "/",
                request -> {
                  begun.countDown();
                  left.await();
                  try {
                    seen.set(request.body().bytes().length);
                  } catch (IOException e) {
                    seen.set(e.getMessage());
                  }
                  return Response.of(204);
                });
    try (var server = WebServer.start(app)) {
      try (var client = RawConnection.to(server)) {
        client.send(request("POST /", "content-length: 9\r\n") + "abcdefghi");
        begun.await();
        client.socket().setSoLinger(true, 0);
      }
      try (var other = RawConnection.to(server)) {
        other.send(request("GET /"));
        other.reply();
      }
      left.countDown();
      Await.until("the handler's end", PATIENCE, () -> seen.get() != null);
      assertThat(seen.get()).isIn(9, "body: thrown away (expected: read before the answer)");
    }
  }

  @Test
  void many_small_chunks_of_a_body_are_kept_together() throws Exception {
    try (var server =
            WebServer.start(routes ->
                routes.nonBlocking(Method.POST, "/", one -> Response.text(one.body().text())));
        var client = RawConnection.to(server)) {
      String body = "abcdefghij".repeat(3000);
      client.send(request("POST /", "transfer-encoding: chunked\r\n"));
      client.send(chunked(body));
      assertThat(client.reply().text()).isEqualTo(body);
    }
  }

  @Test
  void a_slow_reader_of_a_body_slows_the_client_down() throws Exception {
    var go = new CountDownLatch(1);
    var length = new AtomicInteger();
    WebApp app =
        routes ->
            routes.post(
                "/",
                request -> {
                  go.await();
                  length.set(request.body().bytes().length);
                  return Response.text("" + length);
                });
    var limits = Limits.DEFAULT.withBodyBytes(64 << 20);
    try (var server = WebServer.start(app, WebOptions.DEFAULT.withLimits(limits));
        var client = RawConnection.to(server)) {
      int size = 32 << 20;
      client.send(request("POST /", "content-length: " + size + "\r\n"));
      var sent = new AtomicInteger();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < size; i += 1 << 16) {
                  client.sendAll(new byte[1 << 16]);
                  sent.addAndGet(1 << 16);
                }
              });
      Await.until(
          "the sender to wait",
          PATIENCE,
          () -> sent.get() > 0 && sender.getState() == Thread.State.WAITING && stays(sent));
      assertThat(sent.get()).isLessThan(size);
      go.countDown();
      assertThat(client.reply().text()).isEqualTo("" + size);
      sender.join();
    }
  }

  private static boolean stays(AtomicInteger number) throws InterruptedException {
    int before = number.get();
    return !new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS) && number.get() == before;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that still run when the time to drain is over, and what the application opened. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class EndOfServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1); // what the application opened
  private final CountDownLatch go = new CountDownLatch(1);
  private final BlockingQueue<Boolean> closedFirst = new LinkedBlockingQueue<>();

  private void app(Routes routes) {
    routes
        .get("/blocking", _ -> work())
        .nonBlocking(Method.GET, "/stream", _ -> Response.stream("text/plain", _ -> work()))
        .get("/deaf", _ -> deaf())
        .onClose(closed::countDown);
  }

  /** When it is interrupted it still has something to do, with what the application opened. */
  private Response work() throws InterruptedException {
    begun.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      closedFirst.add(closed.await(300, TimeUnit.MILLISECONDS));
      throw e;
    }
    return Response.text("done");
  }

  private Response deaf() {
    begun.countDown();
    while (go.getCount() > 0) {
      try {
        go.await();
      } catch (InterruptedException e) {
        closedFirst.add(closed.getCount() == 0);
      }
    }
    return Response.text("done");
  }

  private WebServer start() throws Exception {
    var timeouts = Timeouts.DEFAULT.withDrain(Duration.ofMillis(100));
    return WebServer.start(this::app, WebOptions.DEFAULT.withThreads(1).withTimeouts(timeouts));
  }

  /** Before its block does. */
  private static void end(WebServer server) {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/blocking", "/stream"})
  void what_the_application_opened_is_closed_after_handlers_have_ended(String path)
      throws Exception {
    try (var server = start();
        var client = new ContentWire(server)) {
      client.send("GET", path, new byte[0]);
      begun.await();
      end(server);

      assertThat(closed.getCount()).isZero();
      assertThat(closedFirst.poll()).isFalse();
    }
  }

  @Test
  void a_handler_whose_client_has_left_is_interrupted_too() throws Exception {
    try (var server = start()) {
      var client = new ContentWire(server);
      client.send("GET", "/blocking", new byte[0]);
      begun.await();
      Wire.reset(client.socket());
      // The loop has seen that it left when it answers who came later.
      assertThat(ContentWire.get(server, "/none").status()).isEqualTo(404);
      end(server);

      assertThat(closedFirst.poll()).isFalse();
    }
  }

  @Test
  void a_handler_that_ignores_the_interrupt_does_not_hold_the_end_up() throws Exception {
    try (var server = start();
        var client = new ContentWire(server)) {
      client.send("GET", "/deaf", new byte[0]);
      begun.await();
      end(server);

      assertThat(closed.getCount()).isZero();
      assertThat(closedFirst.poll()).isFalse();
    } finally {
      go.countDown();
    }
  }

  @Test
  void what_the_application_opened_is_closed_once() throws Exception {
    var times = new LinkedBlockingQueue<String>();
    var engine =
        Engine.start(
            routes -> routes.onClose(() -> times.add("closed")),
            WebOptions.DEFAULT.withThreads(1),
            0,
            Transport.best());
    engine.close();
    engine.close();
    Await.until("the end", PATIENCE, () -> !times.isEmpty());
    assertThat(times).containsExactly("closed");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.closeAll;
import static dev.songsong.web.RawRequest.GET;
import static dev.songsong.web.RawRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests on top of a limit are refused at once or wait, late handlers are ended, and all goes on.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class OverloadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();

  private Response waits(Request request) throws InterruptedException {
    begun.incrementAndGet();
    go.await();
    return Response.text("at last");
  }

  private static WebServer serve(Handler handler, Limits limits, Duration handlerTime)
      throws Exception {
    return WebServer.start(
        routes -> routes.get("/", handler),
        WebOptions.DEFAULT
            .withThreads(1)
            .withLimits(limits)
            .withTimeouts(Timeouts.DEFAULT.withHandler(handlerTime)));
  }

  private Engine engine(Limits limits) throws Exception {
    return Engine.start(
        routes -> routes.get("/", this::waits),
        WebOptions.DEFAULT.withThreads(1).withLimits(limits),
        0,
        Transport.best());
  }

  @Test
  void so_many_run_so_many_wait_and_the_next_are_told_to_come_again() throws Exception {
    var limits = Limits.DEFAULT.withRequests(3, 5);
    var clients = new ArrayList<RawConnection>();
    try (var engine = engine(limits)) {
      InetSocketAddress address = engine.bind(WebOptions.DEFAULT.address(), false);
      for (int i = 0; i < 8; i++) {
        clients.add(RawConnection.to(address, 0).send(GET));
      }
      Await.until(
          "three to run, five to wait",
          PATIENCE,
          () -> begun.get() == 3 && engine.admission().inside() == 8);
      try (var next = RawConnection.to(address, 0)) {
        for (int i = 0; i < 20; i++) {
          Reply reply = next.send(GET).reply();
          assertThat(reply.status()).isEqualTo(503);
          assertThat(reply.header("retry-after")).isEqualTo("1");
          assertThat(reply.text())
              .contains("server: too many requests at once (expected: fewer; try again)");
        }
        assertThat(begun).hasValue(3);
        go.countDown();
        for (RawConnection client : clients) {
          assertThat(client.reply().text()).isEqualTo("at last");
        }
        assertThat(next.send(GET).reply().text()).as("on the same connection").isEqualTo("at last");
      }
      assertThat(begun).hasValue(9);
    } finally {
      closeAll(clients);
    }
  }

  @Test
  void a_late_handler_is_interrupted_and_its_client_gets_503() throws Exception {
    var interrupted = new CountDownLatch(1);
    Handler sleeps =
        _ -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return Response.text("never");
        };
    try (var server = serve(sleeps, Limits.DEFAULT, Duration.ofMillis(700));
        var client = RawConnection.to(server)) {
      Reply reply = client.send(GET).reply();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.text()).contains("handler: no answer (expected: within PT0.7S)");
      assertThat(client.ends()).isTrue();
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_handler_that_ignores_the_interrupt_keeps_its_place() throws Exception {
    Handler stubborn =
        _ -> {
          begun.incrementAndGet();
          while (true) {
            try {
              go.await();
              return Response.text("too late");
            } catch (InterruptedException e) {
              // As some libraries do.
            }
          }
        };
    var limits = Limits.DEFAULT.withRequests(1, 0);
    try (var server = serve(stubborn, limits, Duration.ofMillis(700))) {
      try (var client = RawConnection.to(server)) {
        assertThat(client.send(GET).reply().text()).contains("handler: no answer");
      }
      try (var client = RawConnection.to(server)) {
        assertThat(client.send(GET).reply().text()).contains("too many requests at once");
      }
      assertThat(begun).hasValue(1);
      go.countDown();
      Await.until("its place to be free", PATIENCE, () -> answer(server).equals("too late"));
    }
  }

  private static String answer(WebServer server) throws IOException {
    try (var client = RawConnection.to(server)) {
      return client.send(GET).reply().text();
    }
  }

  @Test
  void a_request_that_waited_too_long_is_not_handled_any_more() throws Exception {
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    Handler stubborn =
        request -> {
          handled.add(request.header("from").orElse("a later one"));
          while (go.getCount() > 0) {
            Thread.onSpinWait();
          }
          return Response.text("done");
        };
    var limits = Limits.DEFAULT.withRequests(1, 1);
    try (var server = serve(stubborn, limits, Duration.ofMillis(700));
        var first = RawConnection.to(server);
        var second = RawConnection.to(server)) {
      first.send(request("GET /", "from: first\r\n"));
      Await.until("the first to run", PATIENCE, () -> !handled.isEmpty());
      second.send(request("GET /", "from: second\r\n"));
      assertThat(first.reply().status()).isEqualTo(503);
      assertThat(second.reply().status()).isEqualTo(503);
      go.countDown();
      Await.until("all to go on", PATIENCE, () -> answer(server).equals("done"));
      assertThat(handled).contains("first", "a later one").doesNotContain("second");
    }
  }

  @Test
  void a_handler_that_lets_the_body_wait_is_late_too() throws Exception {
    var interrupted = new CountDownLatch(1);
    WebApp app =
        routes ->
            routes.post(
                "/",
                _ -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return Response.of(204);
                });
    var options =
        WebOptions.DEFAULT.withTimeouts(Timeouts.DEFAULT.withHandler(Duration.ofMillis(700)));
    try (var server = WebServer.start(app, options);
        var client = RawConnection.to(server)) {
      client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9000000\r\n\r\n");
      Thread sender = Thread.ofVirtual().start(() -> client.sendAll(new byte[9_000_000]));
      assertThat(client.reply().status()).isEqualTo(503);
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
      sender.join();
    }
  }

  @Test
  void the_end_of_the_server_ends_what_runs_and_what_waits() throws Exception {
    var limits = Limits.DEFAULT.withRequests(2, 2);
    var timeouts = Timeouts.DEFAULT.withDrain(Duration.ofMillis(200));
    var clients = new ArrayList<RawConnection>();
    try (var server =
        WebServer.start(
            routes -> routes.get("/", this::waits),
            WebOptions.DEFAULT.withLimits(limits).withTimeouts(timeouts))) {
      for (int i = 0; i < 4; i++) {
        clients.add(RawConnection.to(server).send(GET));
      }
      Await.until("two to run", PATIENCE, () -> begun.get() == 2);
    }
    for (RawConnection client : clients) {
      assertThat(client.endsSomehow()).isTrue();
    }
    closeAll(clients);
  }
}

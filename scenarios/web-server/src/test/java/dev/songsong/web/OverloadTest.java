// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What comes on top of a limit is refused at once or waits outside, and all goes on after it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class OverloadTest {
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
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

  @Test
  void so_many_run_so_many_wait_and_the_next_are_told_to_come_again() throws Exception {
    var limits = Limits.DEFAULT.withRequests(3, 5);
    var clients = new ArrayList<RawConnection>();
    try (var server = serve(this::waits, limits, Duration.ofSeconds(30))) {
      for (int i = 0; i < 8; i++) {
        clients.add(RawConnection.to(server).send(GET));
      }
      Await.until("three to run", PATIENCE, () -> begun.get() == 3);
      try (var next = RawConnection.to(server)) {
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

  private static void closeAll(List<RawConnection> clients) throws IOException {
    for (RawConnection client : clients) {
      client.close();
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
        go.countDown();
        Await.until(
            "its place to be free",
            PATIENCE,
            () -> client.send(GET).reply().text().equals("too late"));
      }
      assertThat(begun).hasValue(2);
    }
  }

  @Test
  void a_request_that_waited_too_long_is_not_handled_any_more() throws Exception {
    Handler stubborn =
        _ -> {
          begun.incrementAndGet();
          while (go.getCount() > 0) {
            Thread.onSpinWait();
          }
          return Response.text("done");
        };
    var limits = Limits.DEFAULT.withRequests(1, 1);
    try (var server = serve(stubborn, limits, Duration.ofMillis(700));
        var first = RawConnection.to(server);
        var second = RawConnection.to(server)) {
      first.send(GET);
      Await.until("the first to run", PATIENCE, () -> begun.get() == 1);
      second.send(GET);
      assertThat(first.reply().status()).isEqualTo(503);
      assertThat(second.reply().status()).isEqualTo(503);
      go.countDown();
      try (var third = RawConnection.to(server)) {
        Await.until("all to go on", PATIENCE, () -> third.send(GET).reply().text().equals("done"));
      }
      assertThat(begun).hasValue(2);
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
  void each_client_has_a_rate_and_others_are_not_concerned() throws Exception {
    var limits = Limits.DEFAULT.withRatePerClient(5);
    try (var server = serve(_ -> Response.text("hello"), limits, Duration.ofSeconds(30));
        var client = RawConnection.to(server)) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(GET).reply().status()).isEqualTo(200);
      }
      client.send(GET.repeat(5));
      var statuses = new ArrayList<Integer>();
      for (int i = 0; i < 5; i++) {
        Reply reply = client.reply();
        statuses.add(reply.status());
        if (reply.status() == 429) {
          assertThat(reply.header("retry-after")).isEqualTo("1");
          assertThat(reply.text()).contains("client: too many requests (expected: <= 5 a second)");
        }
      }
      assertThat(statuses).contains(429);
      Await.until("the next second", PATIENCE, () -> client.send(GET).reply().status() == 200);
    }
  }

  @Test
  void a_rate_allows_a_seconds_worth_at_once_and_then_an_even_flow() throws Exception {
    var now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    var rates = new ClientRates(10, now::get);
    InetAddress one = InetAddress.getByName("10.0.0.1");
    InetAddress other = InetAddress.getByName("10.0.0.2");
    assertThat(admitted(rates, one, 20)).isEqualTo(10);
    assertThat(admitted(rates, other, 20)).isEqualTo(10);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(admitted(rates, one, 20)).isEqualTo(1);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(550));
    assertThat(admitted(rates, one, 20)).isEqualTo(5);
    now.addAndGet(TimeUnit.SECONDS.toNanos(100));
    assertThat(admitted(rates, one, 20)).isEqualTo(10);
  }

  @Test
  void a_network_of_ipv6_is_one_client() throws Exception {
    var rates = new ClientRates(10, () -> 0);
    for (int i = 0; i < 10; i++) {
      assertThat(rates.admits(InetAddress.getByName("2001:db8:1:1::" + i))).isTrue();
    }
    assertThat(rates.admits(InetAddress.getByName("2001:db8:1:1:ffff::"))).isFalse();
    assertThat(rates.admits(InetAddress.getByName("2001:db8:1:2::1"))).isTrue();
  }

  private static int admitted(ClientRates rates, InetAddress client, int asked) {
    int yes = 0;
    for (int i = 0; i < asked; i++) {
      yes += rates.admits(client) ? 1 : 0;
    }
    return yes;
  }

  @Test
  void a_client_with_too_many_connections_has_the_last_reset() throws Exception {
    var limits = Limits.DEFAULT.withConnections(100, 3);
    var kept = new ArrayList<RawConnection>();
    try (var server = serve(_ -> Response.text("hello"), limits, Duration.ofSeconds(30))) {
      for (int i = 0; i < 3; i++) {
        kept.add(RawConnection.to(server));
        assertThat(kept.getLast().send(GET).reply().status()).isEqualTo(200);
      }
      for (int i = 0; i < 300; i++) {
        try (var more = RawConnection.to(server)) {
          assertThatThrownBy(() -> more.send(GET).reply()).isInstanceOf(IOException.class);
        } catch (SocketException alreadyReset) {
          // That is it.
        }
      }
      assertThat(kept.getFirst().send(GET).reply().status()).isEqualTo(200);
      kept.removeLast().close();
      Await.until("a place", PATIENCE, () -> answers(server));
    } finally {
      closeAll(kept);
    }
  }

  private static boolean answers(WebServer server) {
    try (var client = RawConnection.to(server)) {
      return client.send(GET).reply().status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void at_the_limit_of_connections_the_next_waits_until_one_ends() throws Exception {
    var limits = Limits.DEFAULT.withConnections(4, 100);
    try (var server = serve(_ -> Response.text("hello"), limits, Duration.ofSeconds(30))) {
      for (int round = 0; round < 30; round++) {
        var open = new ArrayList<RawConnection>();
        try {
          for (int i = 0; i < 4; i++) {
            open.add(RawConnection.to(server));
            assertThat(open.getLast().send(GET).reply().status()).isEqualTo(200);
          }
          for (int i = 0; i < 4; i++) {
            open.add(RawConnection.to(server).send(GET));
          }
          if (round == 0) {
            open.getLast().socket().setSoTimeout(300);
            assertThat(open.getLast().ends()).as("not accepted, and not refused").isFalse();
          }
          for (int i = 0; i < 4; i++) {
            open.removeFirst().close();
            assertThat(open.get(3).reply().status()).isEqualTo(200);
          }
        } finally {
          closeAll(open);
        }
      }
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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.ACK;
import static dev.songsong.web.FrameClient.DATA;
import static dev.songsong.web.FrameClient.GOAWAY;
import static dev.songsong.web.FrameClient.HEADERS;
import static dev.songsong.web.FrameClient.PING;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How connections of HTTP/2 end: idle, slow, stuck, or because the server ends. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class Http2LifeTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final Timeouts TIMEOUTS = Timeouts.DEFAULT;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  private void app(Routes routes) {
    routes.get("/", _ -> Response.text("here"));
    routes.get("/large", _ -> Response.bytes("text/plain", new byte[8 << 20]));
    routes.get("/wait", this::await);
  }

  private Response await(Request request) throws Exception {
    begun.countDown();
    go.await();
    return Response.text("waited");
  }

  private WebServer start(Timeouts timeouts) throws Exception {
    return WebServer.start(this::app, WebOptions.DEFAULT.withThreads(1).withTimeouts(timeouts));
  }

  @Test
  void no_request_is_lost_when_the_server_ends() throws Exception {
    try (var server = start(TIMEOUTS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/wait"));
      begun.await();
      Thread ending = Thread.ofVirtual().start(server::close);
      assertThat(lastStream(client.await(GOAWAY, 0))).isEqualTo(Integer.MAX_VALUE);
      byte[] ping = client.await(PING, 0).payload();
      // This one was on its way when the server began to end.
      client.send(get(3, "/wait"), frame(PING, ACK, 0, ping));
      FrameClient.Frame last = client.await(GOAWAY, 0);
      assertThat(lastStream(last)).isEqualTo(3);
      assertThat(last.error()).isZero();
      client.send(get(5, "/"));
      go.countDown();
      client.await(FrameClient.Frame::ends);
      client.await(FrameClient.Frame::ends);
      assertThat(client.ends()).isTrue();
      client.socket().close();
      ending.join();
    }
  }

  @Test
  void a_client_that_answers_no_ping_does_not_hold_the_end_up() throws Exception {
    try (var server = start(TIMEOUTS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/"));
      client.await(DATA, 1);
      Thread ending = Thread.ofVirtual().start(server::close);
      client.await(GOAWAY, 0);
      assertThat(lastStream(client.await(GOAWAY, 0))).isEqualTo(1);
      assertThat(client.ends()).isTrue();
      ending.join();
    }
  }

  @Test
  void an_idle_connection_is_ended_in_order() throws Exception {
    try (var server = start(TIMEOUTS.withIdle(Duration.ofSeconds(1)));
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/"));
      client.await(DATA, 1);
      assertThat(lastStream(client.await(GOAWAY, 0))).isEqualTo(Integer.MAX_VALUE);
      client.send(frame(PING, ACK, 0, client.await(PING, 0).payload()));
      assertThat(lastStream(client.await(GOAWAY, 0))).isEqualTo(1);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_connection_with_a_stream_is_not_idle() throws Exception {
    try (var server = start(TIMEOUTS.withIdle(Duration.ofMillis(200)));
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/wait"));
      client.socket().setSoTimeout(1_500);
      assertThat(client.ends()).isFalse();
      go.countDown();
      client.socket().setSoTimeout(10_000);
      client.await(DATA, 1);
    }
  }

  @Test
  void a_slow_preface_is_closed() throws Exception {
    try (var server = start(TIMEOUTS.withHead(Duration.ofSeconds(1)));
        var client = new FrameClient(server)) {
      client.send(Arrays.copyOf(FrameClient.PREFACE, 10));
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_preface_without_settings_is_closed() throws Exception {
    try (var server = start(TIMEOUTS.withHead(Duration.ofSeconds(1)));
        var client = new FrameClient(server)) {
      client.send(FrameClient.PREFACE, new byte[] {0, 0});
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void headers_that_do_not_come_to_their_end_close_the_connection() throws Exception {
    try (var server = start(TIMEOUTS.withHead(Duration.ofSeconds(1)));
        var client = new FrameClient(server).start()) {
      client.send(frame(HEADERS, 1, 1, head("GET", "/")));
      assertThat(client.await(GOAWAY, 0).error()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(client.ends()).isTrue();
    }
  }

  @Test
  void a_client_that_reads_nothing_at_all_is_closed() throws Exception {
    try (var server = start(TIMEOUTS.withWrite(Duration.ofSeconds(1)));
        var client = new FrameClient(server).start(4, Integer.MAX_VALUE)) {
      client.send(
          frame(FrameClient.WINDOW_UPDATE, 0, 0, FrameClient.number(1 << 30)), get(1, "/large"));
      // The system still takes what is sent, until the server has closed.
      Await.until("the end", Duration.ofSeconds(15), () -> !canSend(client));
    }
  }

  private static boolean canSend(FrameClient client) {
    try {
      client.send(frame(0xbe, 0, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int lastStream(FrameClient.Frame goAway) {
    return ByteBuffer.wrap(goAway.payload()).getInt();
  }
}

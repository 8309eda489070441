// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.RST_STREAM;
import static dev.songsong.web.FrameClient.frame;
import static dev.songsong.web.FrameClient.get;
import static dev.songsong.web.FrameClient.number;
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

/** Who writes events for a client that has left is told so, whatever it waits for: once. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class EventsForNobodyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final WebOptions OPTIONS = WebOptions.DEFAULT.withThreads(1);

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final CountDownLatch begins = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final CountDownLatch clean = new CountDownLatch(1);

  private void app(Routes routes) {
    routes
        .get("/", _ -> Response.text("here"))
        .get("/wait", _ -> Response.events(_ -> waits()))
        .get("/late", _ -> late())
        .get("/cleans", _ -> Response.events(_ -> cleansUp()));
  }

  private void waits() throws InterruptedException {
    begins.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      told.add("woken");
      throw e;
    }
  }

  private Response late() throws InterruptedException {
    begins.countDown();
    go.await();
    return Response.events(_ -> waits());
  }

  private void cleansUp() throws InterruptedException {
    try {
      waits();
    } catch (InterruptedException e) {
      try {
        clean.await();
        told.add("clean");
      } catch (InterruptedException again) {
        told.add("woken while it cleaned up");
      }
      throw e;
    }
  }

  @Test
  void a_reset_stream_wakes_its_writer_and_the_connection_goes_on() throws Exception {
    try (var server = WebServer.start(this::app, OPTIONS);
        var client = new FrameClient(server).start()) {
      client.send(get(1, "/wait"), get(3, "/"));
      assertThat(client.status(3)).isEqualTo("200");
      begins.await();
      client.send(frame(RST_STREAM, 0, 1, number(8)), get(5, "/"));
      assertThat(client.status(5)).isEqualTo("200");
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("woken");
    }
  }

  private void askAndLeave(Engine engine, String path) throws Exception {
    try (var client = RawConnection.to(engine.bind(OPTIONS.address(), false), 0)) {
      client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
      begins.await();
      Wire.reset(client.socket());
    }
  }

  @Test
  void a_client_that_left_before_its_stream_began_wakes_the_writer() throws Exception {
    try (var engine = Engine.start(this::app, OPTIONS, 0, Transport.best())) {
      askAndLeave(engine, "/late");
      Await.until("the server to see it leave", PATIENCE, () -> !engine.orphans().isEmpty());
      go.countDown();
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("woken");
      Await.until("nothing to be kept", PATIENCE, () -> engine.orphans().isEmpty());
    }
  }

  @Test
  void a_writer_that_cleans_up_when_the_server_ends_is_not_woken_again() throws Exception {
    try (var engine = Engine.start(this::app, OPTIONS, 0, Transport.best())) {
      askAndLeave(engine, "/cleans");
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("woken");
      engine.drain(Duration.ofMillis(100));
      clean.countDown();
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("clean");
    }
  }
}

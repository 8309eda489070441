// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.closeAll;
import static dev.songsong.web.RawRequest.GET;
import static dev.songsong.web.RawRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request whose handler waits for its client lets others have its place. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class SlowClientPlacesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String BODY_BEGUN =
      "POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab";

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicReference<Thread> reading = new AtomicReference<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final Semaphore scarce = new Semaphore(1);

  private void app(Routes routes) {
    routes
        .get("/", _ -> Response.text("at once"))
        .get("/stream", _ -> Response.stream("a/b", this::writeForEver))
        .get("/events", _ -> Response.events(this::waitsForEvents))
        .post("/body", request -> Response.text(request.body().text()))
        .post("/scarce", this::readsWithWhatIsScarce)
        .get("/scarce", this::waitsForWhatIsScarce)
        .post("/other-thread", this::readsByAnotherThread);
  }

  private void writeForEver(OutputStream out) throws IOException {
    while (true) {
      out.write(new byte[16 << 10]);
    }
  }

  private void waitsForEvents(EventSink events) throws Exception {
    events.send("begin", "");
    go.await();
    events.send("end", "");
  }

  private Response readsWithWhatIsScarce(Request request) throws Exception {
    scarce.acquire();
    try {
      return Response.text(request.body().text());
    } finally {
      scarce.release();
    }
  }

  private Response waitsForWhatIsScarce(Request request) throws InterruptedException {
    begun.incrementAndGet();
    scarce.acquire();
    scarce.release();
    return Response.text("had it");
  }

  /** The handler itself waits for what is no client. */
  private Response readsByAnotherThread(Request request) throws Exception {
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                request.body().bytes();
              } catch (IOException theClientLeft) {
                // As the test ends.
              }
            });
    reading.set(reader);
    reader.join();
    return Response.of(204);
  }

  private Engine engine(int places, int queue) throws Exception {
    var options =
        WebOptions.DEFAULT
            .withThreads(1)
            .withLimits(Limits.DEFAULT.withRequests(places, queue))
            .withTimeouts(Timeouts.DEFAULT.withDrain(Duration.ofMillis(100)));
    return Engine.start(this::app, options, 0, Transport.best());
  }

  private static void awaitAside(Engine engine, int count) throws Exception {
    Await.until(
        count + " to wait for their clients",
        PATIENCE,
        () -> engine.admission().aside() == count && engine.admission().inside() == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BODY_BEGUN,
        "GET /stream HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET /events HTTP/1.1\r\nhost: a\r\n\r\n"
      })
  void others_are_answered_while_one_waits_for_its_client(String slow) throws Exception {
    // A writer comes back now and then until all buffers are full: the other may have to queue.
    try (var engine = engine(1, 1)) {
      InetSocketAddress address = engine.bind(WebOptions.DEFAULT.address(), false);
      try (var client = RawConnection.to(address, ImpatientServer.SMALL_BUFFER);
          var other = RawConnection.to(address, 0)) {
        client.send(slow);
        awaitAside(engine, 1);
        for (int i = 0; i < 20; i++) {
          assertThat(other.send(GET).reply().text()).isEqualTo("at once");
          awaitAside(engine, 1);
        }
      }
      Await.until("its place to be free", PATIENCE, () -> engine.admission().atWork() == 0);
    }
  }

  @Test
  void who_comes_back_does_not_wait_for_those_that_wait_for_it() throws Exception {
    try (var engine = engine(1, 0)) {
      InetSocketAddress address = engine.bind(WebOptions.DEFAULT.address(), false);
      try (var first = RawConnection.to(address, 0);
          var second = RawConnection.to(address, 0)) {
        first.send(BODY_BEGUN.replace("/body", "/scarce"));
        awaitAside(engine, 1);
        second.send(request("GET /scarce"));
        Await.until("the place to be taken", PATIENCE, () -> begun.get() == 1);
        first.send("cd");
        assertThat(first.reply().text()).isEqualTo("abcd");
        assertThat(second.reply().text()).isEqualTo("had it");
      }
    }
  }

  @Test
  void no_more_step_aside_than_may_run_and_wait() throws Exception {
    var slow = new ArrayList<RawConnection>();
    try (var engine = engine(1, 1)) {
      InetSocketAddress address = engine.bind(WebOptions.DEFAULT.address(), false);
      for (int i = 1; i <= 2; i++) {
        slow.add(RawConnection.to(address, 0).send(BODY_BEGUN));
        awaitAside(engine, i);
      }
      slow.add(RawConnection.to(address, 0).send(BODY_BEGUN));
      slow.add(RawConnection.to(address, 0).send(BODY_BEGUN));
      Await.until(
          "one to keep its place, one to wait for it",
          PATIENCE,
          () -> engine.admission().inside() == 2 && engine.admission().waiting() == 1);
      try (var next = RawConnection.to(address, 0)) {
        assertThat(next.send(GET).reply().status()).isEqualTo(503);
      }
      for (RawConnection client : slow) {
        assertThat(client.send("cd").reply().text()).isEqualTo("abcd");
      }
      Await.until("all to be over", PATIENCE, () -> engine.admission().atWork() == 0);
    } finally {
      closeAll(slow);
    }
  }

  @Test
  void a_handler_keeps_its_place_while_another_thread_waits_for_the_client() throws Exception {
    try (var engine = engine(1, 0)) {
      InetSocketAddress address = engine.bind(WebOptions.DEFAULT.address(), false);
      try (var client = RawConnection.to(address, 0);
          var next = RawConnection.to(address, 0)) {
        client.send(BODY_BEGUN.replace("/body", "/other-thread"));
        Await.until(
            "the other thread to wait",
            PATIENCE,
            () -> reading.get() != null && reading.get().getState() == Thread.State.WAITING);
        assertThat(next.send(GET).reply().status()).isEqualTo(503);
        assertThat(engine.admission().aside()).isZero();
        client.send("cd");
        assertThat(client.reply().status()).isEqualTo(204);
      }
    }
  }
}

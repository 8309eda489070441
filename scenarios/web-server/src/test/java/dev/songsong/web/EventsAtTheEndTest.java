// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams of events have no end of their own, and must not hold up that of their server. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class EventsAtTheEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Far longer than any test may take. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private final AtomicInteger open = new AtomicInteger();
  private final BlockingQueue<Exception> ends = new LinkedBlockingQueue<>();
  private final CountDownLatch go = new CountDownLatch(1);

  private void app(Routes routes) {
    routes
        .get("/wait", _ -> Response.events(_ -> waitForEver()))
        .nonBlocking(Method.GET, "/loop", _ -> Response.events(_ -> waitForEver()))
        .get("/wraps", _ -> Response.events(_ -> wraps()))
        .get("/send/wraps", _ -> Response.events(this::sendAndWrap))
        .get("/beat", _ -> Response.events(this::beat))
        .get("/late", _ -> Response.events(this::sendsAfterTheInterrupt))
        .get("/deaf", _ -> Response.events(_ -> deaf()));
  }

  private void waitForEver() throws InterruptedException {
    open.incrementAndGet();
    new CountDownLatch(1).await();
  }

  private void wraps() {
    try {
      waitForEver();
    } catch (InterruptedException e) {
      throw new IllegalStateException("no more events", e);
    }
  }

  private void beat(EventSink events) throws Exception {
    open.incrementAndGet();
    while (true) {
      events.comment("still here");
      go.await(10, TimeUnit.MILLISECONDS);
    }
  }

  private void sendAndWrap(EventSink events) throws Exception {
    open.incrementAndGet();
    go.await();
    try {
      events.send("message", "too late");
    } catch (IOException e) {
      ends.add(e);
      throw new UncheckedIOException(e);
    }
  }

  private void sendsAfterTheInterrupt(EventSink events) throws IOException {
    try {
      waitForEver();
    } catch (InterruptedException e) {
      ends.add(e);
    }
    try {
      events.send("message", "one more");
    } catch (IOException e) {
      ends.add(e);
    }
  }

  private void deaf() {
    open.incrementAndGet();
    while (go.getCount() > 0) {
      try {
        go.await();
      } catch (InterruptedException e) {
        ends.add(e);
      }
    }
  }

  private WebServer start(Duration drain) throws Exception {
    var timeouts = Timeouts.DEFAULT.withDrain(drain);
    return WebServer.start(this::app, WebOptions.DEFAULT.withThreads(1).withTimeouts(timeouts));
  }

  /** Before its block does. */
  private static void end(WebServer server) {
    server.close();
  }

  private void awaitOpen(int streams) throws Exception {
    Await.until("the writers to wait", PATIENCE, () -> open.get() == streams);
  }

  @Test
  void streams_end_in_order_when_the_server_begins_to_end() throws Exception {
    try (var server = start(LONG);
        var waiting = new ContentWire(server);
        var loop = new ContentWire(server);
        var wrapping = new ContentWire(server);
        var beating = new ContentWire(server);
        var http2 = new FrameClient(server).start()) {
      waiting.send("GET", "/wait", new byte[0]);
      loop.send("GET", "/loop", new byte[0]);
      wrapping.send("GET", "/wraps", new byte[0]);
      beating.send("GET", "/beat", new byte[0]);
      http2.send(get(1, "/wait"), get(3, "/beat"));
      awaitOpen(6);

      end(server);

      assertThat(waiting.answer(false).body()).isEmpty();
      assertThat(loop.answer(false).body()).isEmpty();
      assertThat(wrapping.answer(false).body()).isEmpty();
      assertThat(beating.answer(false).text()).startsWith(": still here\n\n").endsWith("\n\n");
      http2.await(FrameClient.Frame::ends);
      http2.await(FrameClient.Frame::ends);
      assertThat(http2.ends()).isTrue();
    }
  }

  @Test
  void a_stream_whose_client_has_left_does_not_hold_the_end_up() throws Exception {
    try (var server = start(LONG)) {
      var client = new ContentWire(server);
      client.send("GET", "/wait", new byte[0]);
      awaitOpen(1);
      Wire.reset(client.socket());
      // The loop has seen that it left when it answers who came later.
      assertThat(ContentWire.get(server, "/none").status()).isEqualTo(404);
    }
  }

  @Test
  void an_event_that_comes_too_late_is_refused_and_the_stream_ends_in_order() throws Exception {
    try (var server = start(LONG);
        var client = new ContentWire(server)) {
      client.send("GET", "/late", new byte[0]);
      awaitOpen(1);

      end(server);

      assertThat(ends.poll()).isInstanceOf(InterruptedException.class);
      assertThat(ends.poll())
          .isInstanceOf(IOException.class)
          .hasMessage("server: ends (expected: streams of events to end too)");
      assertThat(client.answer(false).body()).isEmpty();
    }
  }

  @Test
  void a_writer_that_wraps_what_it_is_told_before_it_is_woken_ends_in_order() throws Exception {
    var goOn = new CountDownLatch(1);
    var options = WebOptions.DEFAULT.withThreads(1);
    try (var engine = Engine.start(this::app, options, 0, Transport.best());
        var drained = Executors.newVirtualThreadPerTaskExecutor();
        var client = RawConnection.to(engine.bind(options.address(), false), 0)) {
      client.send("GET /send/wraps HTTP/1.1\r\nhost: a\r\n\r\n");
      awaitOpen(1);
      // The loop can't wake it before it has been told.
      engine.loops().forEach(loop -> loop.submit(() -> goOn.await(10, TimeUnit.SECONDS)));
      drained.submit(() -> {
        engine.drain(PATIENCE);
        return null;
      });
      Await.until("the end to begin", PATIENCE, engine::draining);
      go.countDown();
      assertThat(ends.poll(10, TimeUnit.SECONDS)).hasMessageStartingWith("server: ends");
      goOn.countDown();
      assertThat(client.reply().text()).isEmpty();
    }
  }

  @Test
  void a_stream_that_is_asked_for_at_the_end_is_empty_so_that_the_client_comes_anew()
      throws Exception {
    try (var server = start(LONG);
        var deaf = new ContentWire(server);
        var late = new ContentWire(server)) {
      deaf.send("GET", "/deaf", new byte[0]);
      late.send("GET /wait HTTP/1.1\r\n");
      awaitOpen(1);
      Thread ending = Thread.ofVirtual().start(server::close);
      assertThat(ends.poll(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      late.send("host: a\r\n\r\n");
      var answer = late.answer(false);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(answer.body()).isEmpty();
      assertThat(open).hasValue(1);
      go.countDown();
      ending.join();
      assertThat(deaf.answer(false).body()).isEmpty();
    }
  }

  @Test
  void a_writer_that_does_not_end_is_cut_off_when_the_time_to_drain_is_over() throws Exception {
    try (var server = start(Duration.ofMillis(300));
        var client = new ContentWire(server)) {
      client.send("GET", "/deaf", new byte[0]);
      awaitOpen(1);
      client.head();

      end(server);

      assertThatThrownBy(client::chunk).isInstanceOf(IOException.class);
    } finally {
      go.countDown();
    }
  }

  @Test
  void an_event_source_in_another_process_comes_back_to_the_worker_that_follows() throws Exception {
    var options =
        ModesContract.SMALL.withProcesses(1).withTimeouts(Timeouts.DEFAULT.withDrain(LONG));
    try (var server = WebServer.start(EventsAtTheEndTest::tellWho, options);
        var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(UTF_8));
      var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String first = data(lines);

      server.rollingRestart();

      String last = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line.isEmpty() ? last : line;
      }
      assertThat(last).isEqualTo("0");
      try (var again = new ContentWire(server)) {
        again.send("GET", "/", new byte[0]);
        again.head();
        assertThat(new String(again.chunk(), UTF_8)).doesNotContain(first);
      }
    }
  }

  private static String data(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return line;
  }

  private static void tellWho(Routes routes) {
    routes.get("/", _ -> Response.events(EventsAtTheEndTest::tellWho));
  }

  private static void tellWho(EventSink events) throws Exception {
    events.send("pid", Long.toString(ProcessHandle.current().pid()));
    new CountDownLatch(1).await();
  }
}

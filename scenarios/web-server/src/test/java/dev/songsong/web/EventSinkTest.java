// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(90)
class EventSinkTest {
  private static final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  private static final BlockingQueue<Exception> ends = new ArrayBlockingQueue<>(10);
  private static final AtomicInteger open = new AtomicInteger();
  private static volatile CountDownLatch all = new CountDownLatch(1);

  private static void routes(Routes routes) {
    routes
        .get("/news", request -> Response.events(events -> send(events, request)))
        .get("/beat", _ -> Response.events(EventSinkTest::beat))
        .get("/wait", _ -> Response.events(EventSinkTest::waitForAll))
        .get("/never", _ -> Response.events(_ -> waitForEver()))
        .get(
            "/page",
            _ ->
                Response.html(
                    """
                    <p id="out"></p><script>
                    const source = new EventSource("/news");
                    source.addEventListener("greeting", e => {
                      document.getElementById("out").textContent = e.lastEventId + ":" + e.data;
                      source.close();
                    });
                    </script>\
                    """));
  }

  private static void send(EventSink events, Request request) throws Exception {
    events.retryAfter(Duration.ofMillis(50));
    String last = request.header("last-event-id").orElse("0");
    int id = Integer.parseInt(last);
    for (String text = news.take(); !text.isEmpty(); text = news.take()) {
      events.send(String.valueOf(++id), "greeting", text);
    }
  }

  private static void beat(EventSink events) throws Exception {
    try {
      while (true) {
        String text = news.poll(50, TimeUnit.MILLISECONDS);
        if (text == null) {
          events.comment("still here");
        } else {
          events.send("message", text);
        }
      }
    } catch (IOException | InterruptedException e) {
      ends.add(e);
      throw e;
    }
  }

  private static void waitForAll(EventSink events) throws Exception {
    open.incrementAndGet();
    all.await();
    events.send("message", "go");
  }

  private static void waitForEver() throws InterruptedException {
    try {
      open.incrementAndGet();
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      ends.add(e);
      throw e;
    }
  }

  @BeforeEach
  void again() {
    news.clear();
    ends.clear();
    open.set(0);
    all = new CountDownLatch(1);
  }

  private static WebServer server(WebOptions options) throws Exception {
    return WebServer.start(EventSinkTest::routes, options.withThreads(1));
  }

  @Test
  void events_come_as_the_standard_writes_them() throws Exception {
    var out = new ByteArrayOutputStream();
    var events = new EventSink(out);
    events.send("a", "one\ntwo\r\nthree\rfour");
    events.send("7", "b", "");
    events.send("c", "ends\n");
    events.comment("");
    events.retryAfter(Duration.ofSeconds(2));

    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "event: a",
            "data: one",
            "data: two",
            "data: three",
            "data: four",
            "",
            "id: 7",
            "event: b",
            "data: ",
            "",
            "event: c",
            "data: ends",
            "data: ",
            "",
            ": ",
            "",
            "retry: 2000",
            "");
    assertThatThrownBy(() -> events.send("a\nb", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("event name: a\nb (expected: one line)");
    assertThatThrownBy(() -> events.send("1\r", "a", "x"))
        .hasMessage("event id: 1 (expected: printable ASCII)");
    for (String id : new String[] {"a\0", "é", " 1", "1\n2"}) {
      assertThatThrownBy(() -> events.send(id, "a", "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("event id: " + id.strip() + " (expected: printable ASCII)");
    }
    assertThatThrownBy(() -> events.retryAfter(Duration.ofMillis(-1)))
        .hasMessage("pause: PT-0.001S (expected: >= 0)");
  }

  @Test
  void a_client_is_told_at_once_and_goes_on_after_the_last_event_it_had() throws Exception {
    try (var server = server(WebOptions.DEFAULT);
        var wire = new ContentWire(server)) {
      wire.send("GET", "/news", new byte[0], "last-event-id: 41");
      var head = wire.head();
      assertThat(head.header("content-type")).isEqualTo("text/event-stream");
      assertThat(head.header("cache-control")).isEqualTo("no-store");
      assertThat(wire.chunk()).isEqualTo("retry: 50\n\n".getBytes(UTF_8));
      news.add("xin chào");
      assertThat(new String(wire.chunk(), UTF_8))
          .isEqualTo("id: 42\nevent: greeting\ndata: xin chào\n\n");
      news.add("");
      assertThat(wire.chunk()).isEmpty();
    }
  }

  @Test
  void a_client_that_leaves_ends_the_writer_within_a_heartbeat() throws Exception {
    try (var server = server(WebOptions.DEFAULT)) {
      try (var wire = new ContentWire(server)) {
        wire.send("GET", "/beat", new byte[0]);
        wire.head();
        assertThat(new String(wire.chunk(), UTF_8)).isEqualTo(": still here\n\n");
      }
      assertThat(ends.poll(5, TimeUnit.SECONDS))
          .as("while it waited, or by its next event")
          .isInstanceOfAny(InterruptedException.class, IOException.class);
    }
  }

  @Test
  void a_thousand_streams_are_open_at_once() throws Exception {
    int count = 1_000;
    var wires = new ArrayList<ContentWire>();
    try (var server = server(WebOptions.DEFAULT)) {
      for (int i = 0; i < count; i++) {
        var wire = new ContentWire(server);
        wires.add(wire);
        wire.send("GET", "/wait", new byte[0]);
      }
      Await.until("all to be open", Duration.ofSeconds(30), () -> open.get() == count);
      all.countDown();
      for (ContentWire wire : wires) {
        assertThat(wire.answer(false).text()).isEqualTo("event: message\ndata: go\n\n");
      }
    } finally {
      for (ContentWire wire : wires) {
        wire.close();
      }
    }
  }

  @Test
  void a_server_that_closes_ends_the_writers() throws Exception {
    var server = server(WebOptions.DEFAULT);
    try (var beating = new ContentWire(server);
        var waiting = new ContentWire(server)) {
      beating.send("GET", "/beat", new byte[0]);
      waiting.send("GET", "/never", new byte[0]);
      beating.head();
      waiting.head();
      Await.until("the writer to wait", Duration.ofSeconds(5), () -> open.get() == 1);

      server.close();

      assertThat(waiting.chunk()).isEmpty();
      for (int i = 0; i < 2; i++) {
        assertThat(ends.poll(5, TimeUnit.SECONDS))
            .isInstanceOfAny(IOException.class, InterruptedException.class);
      }
    } finally {
      server.close();
    }
  }

  @Test
  @RequiresTool("curl")
  void curl_sees_each_event_when_it_is_sent() throws Exception {
    try (var server = server(WebOptions.DEFAULT)) {
      Process curl = new ProcessBuilder("curl", "-sSN", server.uri() + "/news").start();
      try (var lines = curl.inputReader(UTF_8)) {
        assertThat(lines.readLine()).isEqualTo("retry: 50");
        assertThat(lines.readLine()).isEmpty();
        news.add("one");
        assertThat(lines.readLine()).isEqualTo("id: 1");
        assertThat(lines.readLine()).isEqualTo("event: greeting");
        assertThat(lines.readLine()).isEqualTo("data: one");
        news.add("");
        assertThat(curl.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(curl.exitValue()).isZero();
      } finally {
        curl.destroyForcibly().waitFor();
      }
    }
  }

  @Test
  @RequiresTool({"chromium", "timeout"})
  void an_event_source_of_a_browser_gets_the_event(@TempDir Path profile) throws Exception {
    news.add("hai\ndòng");
    try (var server = server(WebOptions.DEFAULT)) {
      Process chromium =
          new ProcessBuilder(
                  "timeout",
                  "--kill-after=5",
                  "40",
                  "chromium",
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--disable-dev-shm-usage",
                  "--user-data-dir=" + profile,
                  "--virtual-time-budget=5000",
                  "--dump-dom",
                  server.uri() + "/page")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String dom = new String(chromium.getInputStream().readAllBytes(), UTF_8);
      chromium.waitFor();
      assertThat(dom).contains("1:hai\ndòng");
      news.add("");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that leave at any moment, in any way, while handlers of all kinds work: afterwards there
 * is no handler, no connection and no buffer left, and the server answers as ever.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class, Seeds.class})
class UnrulyClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CLIENTS = 16;
  private static final int CONNECTIONS_EACH = 60;
  private static final int LARGEST_BODY = 300_000;

  private final AtomicInteger inside = new AtomicInteger(); // handlers at work

  private void routes(Routes routes) {
    routes
        .nonBlocking(Method.GET, "/now", _ -> Response.text("now"))
        .nonBlocking(Method.POST, "/now", one -> Response.bytes("a/b", one.body().bytes()))
        .get("/later", inside(_ -> Response.text("later")))
        .get("/large", inside(_ -> Response.bytes("a/b", new byte[LARGEST_BODY])))
        .post("/early", inside(_ -> Response.text("early")))
        .post("/part", inside(UnrulyClientsTest::part))
        .post("/echo", inside(one -> Response.bytes("a/b", one.body().bytes())))
        .post("/pipe", inside(one -> Response.stream("a/b", out -> pipe(one, out))))
        .get("/stream", inside(_ -> Response.stream("a/b", UnrulyClientsTest::stream)))
        .get("/fails", inside(_ -> Response.stream("a/b", UnrulyClientsTest::fail)));
  }

  private Handler inside(Handler handler) {
    return request -> {
      inside.incrementAndGet();
      try {
        return handler.handle(request);
      } finally {
        inside.decrementAndGet();
      }
    };
  }

  private static Response part(Request request) throws IOException {
    return Response.text("" + request.body().stream().readNBytes(10).length);
  }

  private static void pipe(Request request, OutputStream out) throws IOException {
    try (InputStream in = request.body().stream()) {
      in.transferTo(out);
    }
  }

  private static void stream(OutputStream out) throws IOException {
    for (int i = 0; i < 20; i++) {
      out.write(new byte[9_000]);
    }
  }

  private static void fail(OutputStream out) throws IOException {
    out.write(new byte[20_000]);
    throw new IOException("as if a source had failed");
  }

  @Test
  void leave_nothing_behind(Random random) throws Exception {
    var limits = Limits.DEFAULT.withRequests(8, 4).withBodyBytes(LARGEST_BODY - 1000);
    var timeouts = Timeouts.DEFAULT.withHandler(Duration.ofSeconds(5));
    var options = WebOptions.DEFAULT.withThreads(2).withLimits(limits).withTimeouts(timeouts);
    try (var server = WebServer.start(this::routes, options)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        var own = new Random(random.nextLong());
        threads.add(Thread.ofVirtual().start(() -> misbehave(server, own)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      Await.until("all handlers to end", PATIENCE, () -> inside.get() == 0);
      try (var client = RawConnection.to(server)) {
        for (String path : new String[] {"/now", "/later", "/stream"}) {
          client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
          assertThat(client.reply().status()).isEqualTo(200);
        }
      }
    }
  }

  private static void misbehave(WebServer server, Random random) {
    for (int i = 0; i < CONNECTIONS_EACH; i++) {
      try (var client = RawConnection.to(server)) {
        client.socket().setSoTimeout(200);
        for (int j = random.nextInt(4); j >= 0; j--) {
          step(client, random);
        }
        if (random.nextBoolean()) {
          client.socket().setSoLinger(true, 0);
        } else if (random.nextBoolean()) {
          client.endInput();
          client.endsSomehow();
        }
      } catch (IOException sentAway) {
        // As it deserves.
      }
    }
  }

  private static void step(RawConnection client, Random random) throws IOException {
    byte[] request = request(random);
    int whole = random.nextInt(3);
    int length = whole > 0 ? request.length : random.nextInt(request.length);
    client.sendAll(Arrays.copyOf(request, length));
    if (random.nextInt(3) == 0) {
      client.skip(random.nextInt(2_000));
    }
  }

  private static byte[] request(Random random) {
    String[] paths = {
      "/now", "/later", "/large", "/early", "/part", "/echo", "/pipe", "/stream", "/fails", "/none"
    };
    String path = paths[random.nextInt(paths.length)];
    String version = random.nextInt(4) == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
    String close = random.nextInt(4) == 0 ? "connection: close\r\n" : "";
    if (random.nextInt(3) == 0) {
      return latin1("GET " + path + version + "host: a\r\n" + close + "\r\n");
    }
    String body = "x".repeat(1 << random.nextInt(19));
    String expect = random.nextInt(4) == 0 ? "expect: 100-continue\r\n" : "";
    String head = "POST " + path + version + "host: a\r\n" + close + expect;
    if (random.nextBoolean()) {
      return latin1(head + "content-length: " + body.length() + "\r\n\r\n" + body);
    }
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    String broken = random.nextInt(4) == 0 ? "zz\r\n" : "0\r\n\r\n";
    return latin1(head + "transfer-encoding: chunked\r\n\r\n" + chunk + broken);
  }
}

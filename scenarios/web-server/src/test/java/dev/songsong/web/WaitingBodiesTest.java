// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.FrameClient.post;
import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come before their time, and such that do not come. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class WaitingBodiesTest {
  private static final int CLIENTS = 20;
  private static final int BODY = 1 << 20;
  private static final long MIB = 1 << 20;

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicLong came = new AtomicLong();

  private void app(Routes routes) {
    routes
        .get("/wait", _ -> await())
        .post("/wait", _ -> await())
        .nonBlocking(Method.POST, "/loop", _ -> Response.text("here"))
        .post("/count", this::count);
  }

  private Response await() throws InterruptedException {
    go.await();
    return Response.text("waited");
  }

  private Response count(Request request) throws Exception {
    came.addAndGet(request.body().bytes().length);
    return Response.text("counted");
  }

  @Test
  void requests_that_wait_for_their_turn_take_little_memory() throws Exception {
    int bodies = 8;
    String one = "POST /count HTTP/1.1\r\nhost: a\r\ncontent-length: " + BODY + "\r\n\r\n";
    byte[] all =
        latin1("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n" + (one + "x".repeat(BODY)).repeat(bodies));
    var clients = new ArrayList<RawConnection>();
    var senders = new ArrayList<Thread>();
    try (var server = WebServer.start(this::app, WebOptions.DEFAULT.withThreads(1))) {
      long before = direct();
      for (int i = 0; i < CLIENTS; i++) {
        var client = RawConnection.to(server);
        clients.add(client);
        senders.add(Thread.ofVirtual().start(() -> client.sendAll(all)));
      }
      long most = 0;
      for (int i = 0; i < 20; i++) {
        assertThat(go.await(50, TimeUnit.MILLISECONDS)).isFalse();
        most = Math.max(most, direct() - before);
      }
      System.out.printf("%d connections with waiting bodies: %d KiB%n", CLIENTS, most >> 10);
      assertThat(most).isLessThan(CLIENTS * MIB);
      go.countDown();
      for (RawConnection client : clients) {
        assertThat(client.reply().text()).isEqualTo("waited");
        for (int i = 0; i < bodies; i++) {
          assertThat(client.reply().text()).isEqualTo("counted");
        }
      }
      assertThat(came).hasValue((long) CLIENTS * bodies * BODY);
      for (Thread sender : senders) {
        sender.join();
      }
    } finally {
      for (RawConnection client : clients) {
        client.close();
      }
    }
  }

  private static long direct() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop", "/wait"})
  void the_end_of_a_body_of_no_bytes_is_not_waited_for_long(String path) throws Exception {
    var timeouts = Timeouts.DEFAULT.withBody(Duration.ofSeconds(1));
    try (var server =
            WebServer.start(this::app, WebOptions.DEFAULT.withThreads(1).withTimeouts(timeouts));
        var client = new FrameClient(server).start()) {
      client.send(post(1, path, "content-length", "0"));
      assertThat(client.status(1)).isEqualTo("408");
      go.countDown();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies that are whole in the heap, and clients that do not take them. */
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
@Timeout(60)
class LargeAnswerTest {
  private static final int CLIENTS = 40;
  private static final int BODY = 8 << 20;
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/large-on-loop"})
  void slow_readers_of_large_bodies_take_little_memory_and_hold_nobody_up(String path)
      throws Exception {
    String body = "x".repeat(BODY);
    Response large = Response.text(body).withHeader("cache-control", "no-transform");
    WebApp app =
        routes ->
            routes
                .get("/large", _ -> large)
                .nonBlocking(Method.GET, "/large-on-loop", _ -> large)
                .get("/small", _ -> Response.text("small"));
    // They leave before the server ends, which would wait for them.
    try (var server = WebServer.start(app, WebOptions.DEFAULT.withThreads(1));
        var slow = new Several()) {
      long before = direct();
      for (int i = 0; i < CLIENTS; i++) {
        var client = RawConnection.to(server);
        slow.all().add(client);
        client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
      }
      try (var other = RawConnection.to(server)) {
        for (int i = 0; i < CLIENTS; i++) {
          other.send("GET /small HTTP/1.1\r\nhost: a\r\n\r\n");
          assertThat(other.reply().text()).isEqualTo("small");
          assertThat(direct() - before).isLessThan(CLIENTS * MIB);
        }
      }
      RawConnection.Reply reply = slow.all().getFirst().reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).hasSize(BODY);
    }
  }

  /** Connections that are closed together. */
  private record Several(List<RawConnection> all) implements AutoCloseable {
    Several() {
      this(new ArrayList<>());
    }

    @Override
    public void close() throws IOException {
      for (RawConnection one : all) {
        one.close();
      }
    }
  }

  private static long direct() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}

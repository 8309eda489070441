// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.ImpatientServer.LARGE;
import static dev.songsong.web.ImpatientServer.PATIENCE;
import static dev.songsong.web.ImpatientServer.SHORT;
import static dev.songsong.web.ImpatientServer.TIMEOUTS;
import static dev.songsong.web.RawConnection.latin1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes its answers too slowly is sent away, while one beside it is answered as ever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class SlowReaderTest {
  @TempDir private static Path folder;

  private final CountDownLatch never = new CountDownLatch(1);

  private static ImpatientServer start(Timeouts timeouts) throws Exception {
    return ImpatientServer.start(folder, timeouts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/file", "/stream"})
  void an_answer_that_is_not_taken_is_broken_off(String path) throws Exception {
    try (var server = start(TIMEOUTS)) {
      try (var client = server.connectSmall()) {
        client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
        client.line();
        Await.until("the connection's end", PATIENCE, () -> gone(client, latin1("x")));
        assertThat(client.endsSomehow()).isTrue();
      }
      if (path.equals("/stream")) {
        server.awaitStreamEnd();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/file", "/stream"})
  void an_answer_that_is_taken_byte_by_byte_is_broken_off(String path) throws Exception {
    try (var server = start(TIMEOUTS);
        var client = server.connectSmall()) {
      client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
      Await.until("the connection's end", PATIENCE, () -> !takes(client));
    }
  }

  /** Takes a byte, not more, after a while. */
  private boolean takes(RawConnection client) throws InterruptedException {
    never.await(100, TimeUnit.MILLISECONDS);
    try {
      client.send("x");
      return client.socket().getInputStream().read() >= 0;
    } catch (IOException reset) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/large", "/file"})
  void an_answer_that_is_taken_slowly_but_steadily_comes_whole(String path) throws Exception {
    try (var server = start(TIMEOUTS.withWrite(SHORT.plus(SHORT)));
        var client = server.connectSmall()) {
      client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
      while (!client.line().isEmpty()) {
        // The head.
      }
      int step = 1 << 20;
      for (int read = 0; read < LARGE; read += step) {
        never.await(120, TimeUnit.MILLISECONDS);
        assertThat(client.skip(step)).isEqualTo(step);
      }
    }
  }

  @Test
  void an_answer_that_was_taken_fast_and_then_no_more_is_broken_off() throws Exception {
    try (var server = start(TIMEOUTS);
        var client = server.connectSmall()) {
      client.send("GET /stream HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.skip(LARGE)).isEqualTo(LARGE);
      server.awaitStreamEnd();
    }
  }

  @Test
  void who_asks_for_ever_and_never_reads_is_held_back_and_then_sent_away() throws Exception {
    try (var server = start(TIMEOUTS);
        var client = server.connectSmall()) {
      byte[] requests = latin1("GET /count HTTP/1.1\r\nhost: a\r\n\r\n".repeat(1000));
      Thread asks =
          Thread.ofVirtual()
              .start(() -> {
                while (!gone(client, requests)) {
                  // Until the server has had enough.
                }
              });
      assertThat(asks.join(PATIENCE)).isTrue();
      // What fits into the sockets' buffers is answered, and little more.
      assertThat(server.handled()).isLessThan(100_000);
    }
  }

  /** Whether bytes sent are answered by a reset. */
  private static boolean gone(RawConnection client, byte[] bytes) {
    try {
      client.send(bytes);
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}

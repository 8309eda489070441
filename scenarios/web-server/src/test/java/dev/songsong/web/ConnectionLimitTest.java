// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawConnection.closeAll;
import static dev.songsong.web.RawRequest.GET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections on top of a limit are reset or wait outside, and all goes on after it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class ConnectionLimitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static WebServer serve(Limits limits) throws Exception {
    return WebServer.start(
        routes -> routes.get("/", _ -> Response.text("hello")),
        WebOptions.DEFAULT.withThreads(1).withLimits(limits));
  }

  @Test
  void a_client_with_too_many_connections_has_the_last_reset() throws Exception {
    var limits = Limits.DEFAULT.withConnections(100, 3);
    var kept = new ArrayList<RawConnection>();
    try (var server = serve(limits)) {
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
    try (var server = serve(limits)) {
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
            int patience = open.getLast().socket().getSoTimeout();
            open.getLast().socket().setSoTimeout(300);
            assertThat(open.getLast().ends()).as("not accepted, and not refused").isFalse();
            open.getLast().socket().setSoTimeout(patience);
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rolling restarts under load from a client that keeps its connections and retries nothing. With
 * {@code -Dsongsong.requests=1000000} it is the long run of the README, and with {@code
 * -Dsongsong.perConnection=1} the harder one.
 */
@Timeout(560)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class WebRollingRestartTest {
  private static final long REQUESTS = Long.getLong("songsong.requests", 30_000);
  // So many that keep their connections, and so many that open another now and then.
  private static final int CLIENTS = 2;
  private static final int PER_CONNECTION = Integer.getInteger("songsong.perConnection", 200);

  private record Run(long answered, long connections, long told, List<String> failures) {
    void print(Sharing sharing, List<Long> millis) {
      Collections.sort(millis);
      System.out.printf(
          "%s: %d rolling restarts of 2 workers, p50 %d ms; failed: %d of %d requests on %d"
              + " connections, %d ended by the server%n",
          sharing,
          millis.size(),
          millis.get(millis.size() / 2),
          failures.size(),
          answered,
          connections,
          told);
      failures.stream().limit(5).forEach(System.out::println);
    }
  }

  private static Run roll(Sharing sharing) throws Exception {
    var millis = new ArrayList<Long>();
    try (WebServer server =
            WebServer.start(
                ContractApp::configure, ModesContract.SMALL.withProcesses(2).withSharing(sharing));
        LoadClient client = LoadClient.start(server.address(), "/quick", CLIENTS, PER_CONNECTION);
        LoadClient keeping =
            LoadClient.start(server.address(), "/quick", CLIENTS, Integer.MAX_VALUE)) {
      while (client.answered.get() + keeping.answered.get() < REQUESTS) {
        long start = System.nanoTime();
        server.rollingRestart();
        millis.add((System.nanoTime() - start) / 1_000_000);
      }
      client.stop();
      keeping.stop();
      var failures = new ArrayList<>(client.failures);
      failures.addAll(keeping.failures);
      var run =
          new Run(
              client.answered.get() + keeping.answered.get(),
              client.connections.get() + keeping.connections.get(),
              client.told.get() + keeping.told.get(),
              failures);
      run.print(sharing, millis);
      return run;
    }
  }

  @Test
  void no_request_fails_where_workers_share_one_queue() throws Exception {
    Run run = roll(Sharing.DESCRIPTOR);

    assertThat(run.failures()).isEmpty();
    assertThat(run.told()).isGreaterThanOrEqualTo(CLIENTS);
  }

  /** What comes between the last look into a queue and its close is reset: seldom, but it is. */
  @Test
  void at_most_a_few_requests_fail_where_each_worker_has_a_queue() throws Exception {
    Run run = roll(Sharing.REUSE_PORT);

    assertThat((double) run.failures().size()).isLessThan(5 + run.connections() / 100.0);
  }

  @Test
  void worker_that_drains_answers_what_it_has_and_lets_its_idle_connections_go() throws Exception {
    try (WebServer server =
            WebServer.start(ContractApp::configure, ModesContract.SMALL.withProcesses(1));
        var busy = new Dialogue(server.address());
        var streaming = new Dialogue(server.address());
        var idle = new Dialogue(server.address())) {
      String pid = busy.get("/pid").text();
      assertThat(idle.get("/pid").last()).isFalse();
      busy.say("GET /slow HTTP/1.1\r\nhost: t\r\n\r\n");
      streaming.say("GET /stream HTTP/1.1\r\nhost: t\r\n\r\n");
      var restarted = CompletableFuture.runAsync(() -> restart(server));
      Dialogue.Reply slow = busy.hear(false);
      assertThat(slow.text()).isEqualTo("slow");
      assertThat(streaming.hear(false).body()).hasSize(ContractApp.PIECES * ContractApp.PIECE);
      assertThat(idle.closedByServer()).isTrue();
      restarted.get();
      assertThat(Dialogue.once(server.address(), "/pid").text()).isNotEqualTo(pid);
    }
  }

  @Test
  void request_that_takes_longer_than_the_drain_is_cut_off() throws Exception {
    WebOptions hasty =
        ModesContract.SMALL
            .withProcesses(1)
            .withTimeouts(Timeouts.DEFAULT.withDrain(Duration.ofMillis(200)));
    try (WebServer server = WebServer.start(DeadlyApp::configure, hasty);
        var busy = new Dialogue(server.address())) {
      busy.get("/quick");
      busy.say("GET /wait HTTP/1.1\r\nhost: t\r\n\r\n");
      // On the same loop and later: when this is answered, that is in flight.
      assertThat(Dialogue.once(server.address(), "/quick").status()).isEqualTo(200);
      server.rollingRestart();
      assertThatThrownBy(() -> busy.hear(false)).isInstanceOf(IOException.class);
      assertThat(Dialogue.once(server.address(), "/replica").text()).isEqualTo("2");
    }
  }

  private static void restart(WebServer server) {
    try {
      server.rollingRestart();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

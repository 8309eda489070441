// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rolling restarts under load from a client that keeps its connections and retries nothing. With
 * {@code -Dsongsong.requests=1000000} it is the long run of the README.
 */
@Timeout(560)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class WebRollingRestartTest {
  private static final long REQUESTS = Long.getLong("songsong.requests", 30_000);
  private static final int CLIENTS = 4;
  // Few enough that there are always new connections, most that there are also old ones.
  private static final int PER_CONNECTION = 200;

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
        LoadClient client = LoadClient.start(server.address(), "/quick", CLIENTS, PER_CONNECTION)) {
      while (client.answered.get() < REQUESTS) {
        long start = System.nanoTime();
        server.rollingRestart();
        millis.add((System.nanoTime() - start) / 1_000_000);
      }
      client.stop();
      var run =
          new Run(
              client.answered.get(),
              client.connections.get(),
              client.told.get(),
              List.copyOf(client.failures));
      run.print(sharing, millis);
      return run;
    }
  }

  @Test
  void no_request_fails_where_workers_share_one_queue() throws Exception {
    Run run = roll(Sharing.DESCRIPTOR);

    assertThat(run.failures()).isEmpty();
    assertThat(run.told()).isPositive();
  }

  /** What comes between the last look into a queue and its close is reset: seldom, but it is. */
  @Test
  void at_most_a_few_requests_fail_where_each_worker_has_a_queue() throws Exception {
    Run run = roll(Sharing.REUSE_PORT);

    assertThat((double) run.failures().size()).isLessThan(run.connections() / 100.0);
  }
}

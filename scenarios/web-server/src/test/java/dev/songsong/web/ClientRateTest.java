// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static dev.songsong.web.RawRequest.GET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.web.RawConnection.Reply;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many requests a client may send in a second. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith({LeakCheck.class, BufferLeakCheck.class})
class ClientRateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static WebServer serve(Limits limits) throws Exception {
    return WebServer.start(
        routes -> routes.get("/", _ -> Response.text("hello")),
        WebOptions.DEFAULT.withThreads(1).withLimits(limits));
  }

  @Test
  void each_client_has_a_rate_and_others_are_not_concerned() throws Exception {
    var limits = Limits.DEFAULT.withRatePerClient(5);
    try (var server = serve(limits);
        var client = RawConnection.to(server)) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(GET).reply().status()).isEqualTo(200);
      }
      // More than a slow box can spread so that each has its share of a second.
      client.send(GET.repeat(100));
      var statuses = new ArrayList<Integer>();
      for (int i = 0; i < 100; i++) {
        Reply reply = client.reply();
        statuses.add(reply.status());
        if (reply.status() == 429) {
          assertThat(reply.header("retry-after")).isEqualTo("1");
          assertThat(reply.text()).contains("client: too many requests (expected: <= 5 a second)");
        }
      }
      assertThat(statuses).contains(429);
      Await.until("the next second", PATIENCE, () -> client.send(GET).reply().status() == 200);
    }
  }

  @Test
  void a_rate_allows_a_seconds_worth_at_once_and_then_an_even_flow() throws Exception {
    var now = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    var rates = new ClientRates(10, now::get);
    InetAddress one = InetAddress.getByName("10.0.0.1");
    InetAddress other = InetAddress.getByName("10.0.0.2");
    assertThat(admitted(rates, one, 20)).isEqualTo(10);
    assertThat(admitted(rates, other, 20)).isEqualTo(10);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(admitted(rates, one, 20)).isEqualTo(1);
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(550));
    assertThat(admitted(rates, one, 20)).isEqualTo(5);
    now.addAndGet(TimeUnit.SECONDS.toNanos(100));
    assertThat(admitted(rates, one, 20)).isEqualTo(10);
  }

  @Test
  void a_network_of_ipv6_is_one_client() throws Exception {
    var rates = new ClientRates(10, () -> 0);
    for (int i = 0; i < 10; i++) {
      assertThat(rates.admits(InetAddress.getByName("2001:db8:1:1::" + i))).isTrue();
    }
    assertThat(rates.admits(InetAddress.getByName("2001:db8:1:1:ffff::"))).isFalse();
    assertThat(rates.admits(InetAddress.getByName("2001:db8:1:2::1"))).isTrue();
  }

  private static int admitted(ClientRates rates, InetAddress client, int asked) {
    int yes = 0;
    for (int i = 0; i < asked; i++) {
      yes += rates.admits(client) ? 1 : 0;
    }
    return yes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitTest {

  @Test
  void returns_when_the_condition_holds() throws Exception {
    var looks = new AtomicInteger();

    Await.until("five looks", Duration.ofSeconds(20), () -> looks.incrementAndGet() == 5);

    assertThat(looks).hasValue(5);
  }

  @Test
  void gives_up_after_the_patience() {
    assertThatThrownBy(() -> Await.until("rain", Duration.ofMillis(5), () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("waited for rain: not so (expected: within PT0.005S)");
  }

  @Test
  void interrupt_ends_the_wait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Await.until("rain", Duration.ofSeconds(20), () -> false))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("while waiting for rain");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the date of answers is the clock's, to the second. */
@Timeout(20)
class ResponseDateTest {
  private Instant now = Instant.parse("2026-11-25T13:20:41.900Z");
  private final ResponseDate date = new ResponseDate(() -> now);
  private long nanos = System.nanoTime();

  @Test
  void it_changes_when_the_clocks_second_does_and_no_second_later() {
    assertThat(text()).isEqualTo("Wed, 25 Nov 2026 13:20:41 GMT");
    pass(Duration.ofMillis(100));
    assertThat(text()).isEqualTo("Wed, 25 Nov 2026 13:20:42 GMT");
    pass(Duration.ofMillis(999));
    assertThat(text()).isEqualTo("Wed, 25 Nov 2026 13:20:42 GMT");
    pass(Duration.ofMillis(1));
    assertThat(text()).isEqualTo("Wed, 25 Nov 2026 13:20:43 GMT");
  }

  @Test
  void after_a_long_rest_it_is_the_clocks_again() {
    pass(Duration.ofHours(11));
    assertThat(text()).isEqualTo("Thu, 26 Nov 2026 00:20:41 GMT");
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private String text() {
    return date.text(nanos).toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LagTest {
  private static final long SECOND = 1_000_000_000L;
  private final Lag lag = new Lag(SECOND, 0);

  @Test
  void what_is_in_time_or_early_is_no_lag() {
    lag.done(SECOND);
    lag.done(SECOND + SECOND / 2);

    assertThat(lag.nanos(2 * SECOND)).isZero();
  }

  @Test
  void a_loop_that_is_held_now_is_late_before_it_says_so() {
    lag.done(SECOND);

    assertThat(lag.nanos(5 * SECOND)).isEqualTo(3 * SECOND);
  }

  @Test
  void a_stall_is_seen_for_half_a_minute_and_forgotten_after_a_whole_one() {
    lag.done(SECOND);
    lag.done(5 * SECOND);
    long stall = 3 * SECOND;

    for (long now = 6; now <= 30; now++) {
      lag.done(now * SECOND);
      assertThat(lag.nanos(now * SECOND)).isEqualTo(stall);
    }
    for (long now = 31; now <= 65; now++) {
      lag.done(now * SECOND);
    }
    assertThat(lag.nanos(65 * SECOND)).isZero();
  }
}

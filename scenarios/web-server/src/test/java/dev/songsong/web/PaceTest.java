// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long BEGIN = Long.MAX_VALUE - 1_000; // nanoseconds wrap around

  private final Pace pace = new Pace(Duration.ofSeconds(10));

  private static long at(int second) {
    return BEGIN + TimeUnit.SECONDS.toNanos(second);
  }

  @Test
  void nothing_for_longer_than_a_stretch_is_too_slow() {
    assertThat(pace.tooSlow(at(0), 0)).isFalse();
    assertThat(pace.tooSlow(at(10), 0)).isFalse();
    assertThat(pace.tooSlow(at(11), 0)).isTrue();
  }

  @Test
  void a_kibibyte_a_second_is_enough_and_less_is_not() {
    assertThat(pace.tooSlow(at(0), 0)).isFalse();
    assertThat(pace.tooSlow(at(11), 11 * 1024)).isFalse();
    assertThat(pace.tooSlow(at(22), 22 * 1024 - 1)).isTrue();
  }

  @Test
  void haste_at_first_buys_no_rest_later() {
    assertThat(pace.tooSlow(at(0), 0)).isFalse();
    assertThat(pace.tooSlow(at(11), 1L << 30)).isFalse();
    assertThat(pace.tooSlow(at(22), 1L << 30)).isTrue();
  }

  @Test
  void after_a_rest_a_stretch_begins_anew() {
    assertThat(pace.tooSlow(at(0), 0)).isFalse();
    pace.rest();
    assertThat(pace.tooSlow(at(100), 0)).isFalse();
    assertThat(pace.tooSlow(at(109), 0)).isFalse();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.songsong.exec.Mode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MeasurementTest {

  private static Measurement of(long[] latencies) {
    var work =
        new Work("d", latencies.length, Duration.ofSeconds(2), Duration.ofMillis(5), latencies);
    return Measurement.of(Mode.THREADS, work, Optional.empty(), OptionalLong.empty());
  }

  @Test
  void quantiles_are_those_of_the_latencies_in_any_order() {
    Measurement measurement =
        of(LongStream.rangeClosed(0, 1000).map(i -> (1000 - i) * 1000).toArray());

    assertThat(measurement.p50()).isEqualTo(Duration.ofNanos(500_000));
    assertThat(measurement.p99()).isEqualTo(Duration.ofNanos(990_000));
    assertThat(measurement.p999()).contains(Duration.ofNanos(999_000));
    assertThat(measurement.throughput()).isCloseTo(500.5, within(0.001));
  }

  @Test
  void one_in_a_thousand_is_unknown_with_fewer_items() {
    assertThat(of(new long[] {1, 2, 3}).p999()).isEmpty();
  }

  @Test
  void no_item_at_all_has_no_latency() {
    assertThat(of(new long[0]).p99()).isZero();
  }

  @Test
  void a_median_of_a_mode_without_runs_is_refused() {
    Comparison comparison = new Samples().runs(Mode.THREADS, 10).comparison();

    assertThatThrownBy(() -> comparison.median(Mode.HYBRID, Measurement::throughput))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mode: HYBRID (expected: one of [THREADS]); measure it first");
  }
}

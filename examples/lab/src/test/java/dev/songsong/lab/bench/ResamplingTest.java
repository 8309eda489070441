// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResamplingTest {

  @Test
  void one_value_has_no_width() {
    assertThat(Resampling.ofMedian(List.of(2.5))).isEqualTo(new Resampling.Interval(2.5, 2.5, 2.5));
  }

  @Test
  void interval_covers_the_true_median_about_as_often_as_it_says() {
    var random = new Random(1);
    int covered = 0;
    for (int i = 0; i < 60; i++) {
      List<Double> sample = Stream.generate(() -> 3 + random.nextGaussian()).limit(15).toList();
      Resampling.Interval interval = Resampling.ofMedian(sample);
      assertThat(interval.median()).isBetween(interval.low(), interval.high());
      covered += interval.low() <= 3 && 3 <= interval.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(50, 60);
  }

  @Test
  void less_is_better_for_times_and_more_for_rates() {
    assertThat(ExecFigure.ROUND_TRIP.advantage(10, 40)).isCloseTo(4, within(1e-9));
    assertThat(ExecFigure.MAPPED.advantage(40, 10)).isCloseTo(4, within(1e-9));
  }
}

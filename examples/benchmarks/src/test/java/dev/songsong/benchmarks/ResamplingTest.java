// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResamplingTest {
  private static final long SEED = 1;

  @Test
  void one_pair_has_no_width() {
    assertThat(Resampling.ofRatio(List.of(5.0), List.of(2.0)))
        .isEqualTo(new Resampling.Interval(2.5, 2.5, 2.5));
  }

  @Test
  void middle_is_the_ratio_of_the_medians() {
    var interval = Resampling.ofRatio(List.of(1.0, 4.0, 100.0), List.of(2.0, 2.0, 1.0));

    assertThat(interval.middle()).isEqualTo(2);
  }

  @Test
  void interval_covers_the_true_ratio_about_as_often_as_it_says() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    int covered = 0;
    for (int i = 0; i < 60; i++) {
      var interval = Resampling.ofRatio(sample(random, 30), sample(random, 10));
      assertThat(interval.middle()).isBetween(interval.low(), interval.high());
      covered += interval.low() <= 3 && 3 <= interval.high() ? 1 : 0;
    }
    assertThat(covered).isBetween(50, 60);
  }

  private static List<Double> sample(Random random, double median) {
    return Stream.generate(() -> median * (1 + random.nextGaussian() / 20)).limit(15).toList();
  }

  @Test
  void what_slowed_both_of_a_pair_cancels_out() {
    List<Double> slow = List.of(10.0, 20.0, 10.0, 20.0, 10.0);
    List<Double> twice = slow.stream().map(value -> 2 * value).toList();

    assertThat(Resampling.ofRatio(twice, slow)).isEqualTo(new Resampling.Interval(2, 2, 2));
  }

  @Test
  void samples_of_different_lengths_are_refused() {
    assertThatThrownBy(() -> Resampling.ofRatio(List.of(1.0), List.of()))
        .hasMessage("runs: 1 and 0 (expected: as many of one as of the other, and at least 1)");
  }

  @Test
  void less_is_better_for_times_and_more_for_rates() {
    assertThat(Figure.time("T", "time", "s").merit(10)).isCloseTo(0.1, within(1e-9));
    assertThat(Figure.rate("R", "rate", "1/s").merit(10)).isCloseTo(10, within(1e-9));
  }
}

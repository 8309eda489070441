// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BandTest {

  @Test
  void equal_runs_still_leave_the_narrowest_band() {
    assertThat(Band.of(List.of(new double[] {5, 5, 5}))).isEqualTo(Band.NARROWEST);
  }

  @Test
  void a_single_run_says_nothing_about_noise() {
    assertThat(Band.of(List.of(new double[] {5}))).isEqualTo(Band.NARROWEST);
  }

  @Test
  void the_noisiest_mode_makes_the_band() {
    Band band = Band.of(List.of(new double[] {100, 101}, new double[] {50, 100}));

    assertThat(band.high()).isEqualTo(2);
    assertThat(band.contains(1.9)).isTrue();
    assertThat(band.contains(0.51)).isTrue();
    assertThat(band.contains(2.1)).isFalse();
  }

  @Test
  void more_runs_of_the_same_spread_make_it_narrower() {
    Band few = Band.of(List.of(new double[] {80, 100, 120}));
    Band many = Band.of(List.of(new double[] {80, 85, 90, 95, 98, 100, 102, 105, 110, 115, 120}));

    assertThat(many.high()).isLessThan(few.high());
  }

  @Test
  void the_same_runs_give_the_same_band() {
    List<double[]> runs = List.of(new double[] {80, 100, 120, 90, 95});

    assertThat(Band.of(runs)).isEqualTo(Band.of(runs));
  }

  @Test
  void a_band_without_1_is_refused() {
    assertThatThrownBy(() -> new Band(1.1, 1.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("band: 1.1 to 1.2 (expected: 0 < low <= 1 <= high)");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import static dev.songsong.exec.Mode.HYBRID;
import static dev.songsong.exec.Mode.PROCESSES;
import static dev.songsong.exec.Mode.THREADS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.scenario.Verdict.Choice;
import dev.songsong.scenario.Verdict.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class VerdictTest {

  private static Samples speeds(double threads, double processes, double hybrid) {
    return new Samples().runs(THREADS, threads).runs(PROCESSES, processes).runs(HYBRID, hybrid);
  }

  @Test
  void faster_threads_win() {
    Verdict verdict = Verdict.of(speeds(100, 70, 80).comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.THREADS);
    assertThat(verdict.reasons()).extracting(Reason::key).startsWith("verdict.faster");
    assertThat(verdict.changes()).extracting(Reason::key).contains("change.risk");
  }

  @Test
  void faster_processes_win() {
    Verdict verdict = Verdict.of(speeds(60, 100, 80).comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.PROCESSES);
    assertThat(verdict.reasons().getFirst().values()).startsWith(PROCESSES);
  }

  @Test
  void faster_hybrid_wins() {
    assertThat(Verdict.of(speeds(60, 70, 100).comparison()).choice()).isEqualTo(Choice.BOTH);
  }

  @Test
  void speeds_inside_the_band_make_no_difference() {
    Verdict verdict = Verdict.of(speeds(100, 101, 99).comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.NO_DIFFERENCE);
    assertThat(verdict.reasons())
        .extracting(Reason::key)
        .containsExactly("verdict.tie", "verdict.memory");
    assertThat(verdict.changes()).extracting(Reason::key).contains("change.noise");
  }

  @Test
  void the_same_gap_is_noise_on_a_noisy_machine() {
    // GIVEN runs of one mode that differ by more than the modes do
    var noisy =
        new Samples()
            .run(THREADS, 60)
            .run(THREADS, 100)
            .run(THREADS, 140)
            .runs(PROCESSES, 70)
            .runs(HYBRID, 80);

    assertThat(Verdict.of(noisy.comparison()).choice()).isEqualTo(Choice.NO_DIFFERENCE);
  }

  @Test
  void threads_win_a_draw_with_hybrid_because_they_are_simpler() {
    Verdict verdict = Verdict.of(speeds(100, 50, 102).comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.THREADS);
    assertThat(verdict.reasons()).extracting(Reason::key).contains("verdict.simpler");
  }

  @Test
  void a_fault_that_costs_threads_everything_makes_it_processes() {
    Verdict verdict =
        Verdict.of(
            speeds(100, 80, 75)
                .fault(THREADS, 0, 99, false)
                .fault(PROCESSES, 99, 0, true)
                .fault(HYBRID, 99, 0, true)
                .comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.PROCESSES);
    assertThat(verdict.reasons())
        .extracting(Reason::key)
        .containsExactly("verdict.fault-death", "verdict.fault-kept", "verdict.price");
    assertThat(verdict.changes()).extracting(Reason::key).contains("change.trusted");
  }

  @Test
  void after_a_costly_fault_the_faster_of_the_safe_modes_wins() {
    Verdict verdict =
        Verdict.of(
            speeds(100, 60, 90)
                .fault(THREADS, 0, 99, false)
                .fault(PROCESSES, 99, 0, true)
                .fault(HYBRID, 99, 0, true)
                .comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.BOTH);
  }

  @Test
  void a_mode_that_lost_as_much_is_not_taken() {
    Verdict verdict =
        Verdict.of(
            speeds(100, 60, 90)
                .fault(THREADS, 0, 99, false)
                .fault(PROCESSES, 99, 0, true)
                .fault(HYBRID, 10, 89, true)
                .comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.PROCESSES);
  }

  @Test
  void a_fault_that_all_modes_bear_leaves_speed_to_decide() {
    Verdict verdict =
        Verdict.of(
            speeds(100, 60, 70)
                .fault(THREADS, 99, 0, true)
                .fault(PROCESSES, 99, 0, true)
                .fault(HYBRID, 99, 0, true)
                .comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.THREADS);
  }

  @Test
  void different_answers_fail_whatever_the_speed() {
    var unequal = new Samples().run(THREADS, 100, "d1").run(PROCESSES, 10, "d2");

    assertThat(Verdict.of(unequal.comparison()).choice()).isEqualTo(Choice.FAILED);
  }

  @Test
  void without_threads_nothing_is_decided() {
    Verdict verdict =
        Verdict.of(new Samples().runs(PROCESSES, 1).runs(HYBRID, 2).failed(THREADS).comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.UNDECIDED);
    assertThat(verdict.reasons())
        .extracting(Reason::key)
        .containsExactly("verdict.mode-failed", "verdict.too-little");
  }

  @Test
  void a_single_run_of_each_mode_decides_nothing() {
    var single = new Samples().run(THREADS, 100).run(PROCESSES, 10).run(HYBRID, 10).cutShort();

    Verdict verdict = Verdict.of(single.comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.UNDECIDED);
    assertThat(verdict.reasons())
        .extracting(Reason::key)
        .containsExactly("verdict.too-little", "verdict.incomplete");
  }

  @Test
  void a_comparison_cut_short_says_so() {
    Verdict verdict = Verdict.of(speeds(100, 70, 80).cutShort().comparison());

    assertThat(verdict.choice()).isEqualTo(Choice.THREADS);
    assertThat(verdict.reasons()).extracting(Reason::key).endsWith("verdict.incomplete");
  }
}

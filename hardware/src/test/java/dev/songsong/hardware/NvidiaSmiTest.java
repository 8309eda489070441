// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.hardware.Programs.Ended;
import dev.songsong.hardware.Programs.Hung;
import dev.songsong.hardware.Programs.Interrupted;
import dev.songsong.hardware.Programs.Missing;
import dev.songsong.machine.Gpu;
import dev.songsong.machine.GpuProcess;
import dev.songsong.machine.Warning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class NvidiaSmiTest {
  private static final long MIB = 1L << 20;
  private static final Ended NOTHING = new Ended(0, "");

  @Test
  void the_notes_laptop_is_described_in_full() {
    var report = new NvidiaSmi(Recorded.laptop()).report();

    assertThat(report.warnings()).isEmpty();
    assertThat(report.gpus())
        .containsExactly(
            new Gpu(
                "NVIDIA GeForce RTX 3060 Laptop GPU",
                Optional.of("NVIDIA"),
                OptionalLong.of(6144 * MIB),
                OptionalLong.of(0),
                Optional.of("566.14"),
                Optional.of("12.7"),
                OptionalInt.of(0),
                Optional.of(List.of())));
  }

  @Test
  void each_card_gets_its_own_processes() {
    // GIVEN two cards, and programs whose names hold commas and blanks
    var programs =
        Recorded.of(
            new Ended(
                0,
                """
                GPU-a, NVIDIA H200, 143771, 1024, 570.86.15, 37
                GPU-b, NVIDIA H200, 143771, 4, 570.86.15, 0
                """),
            new Ended(
                0,
                """
                GPU-a, 4711, python train.py, --lr, 0.1, 1020
                GPU-a, 4712, /usr/bin/blender, [N/A]
                """),
            new Ended(0, Recorded.file("nvidia-smi-610.txt")));

    List<Gpu> gpus = new NvidiaSmi(programs).report().gpus();

    assertThat(gpus.get(0).processes())
        .contains(
            List.of(
                new GpuProcess(4711, "python train.py, --lr, 0.1", OptionalLong.of(1020 * MIB)),
                new GpuProcess(4712, "/usr/bin/blender", OptionalLong.empty())));
    assertThat(gpus.get(0).utilizationPercent()).hasValue(37);
    assertThat(gpus.get(1).processes()).contains(List.of());
    assertThat(gpus).allSatisfy(gpu -> assertThat(gpu.cuda()).contains("13.3"));
  }

  @Test
  void values_the_driver_does_not_know_stay_unknown() {
    var cards =
        new Ended(0, "GPU-a, NVIDIA A100 MIG, [N/A], [Not Supported], [Unknown Error], [N/A]\n");

    Gpu gpu = new NvidiaSmi(Recorded.of(cards, NOTHING, NOTHING)).report().gpus().getFirst();

    assertThat(gpu.memoryBytes()).isEmpty();
    assertThat(gpu.memoryUsedBytes()).isEmpty();
    assertThat(gpu.driver()).isEmpty();
    assertThat(gpu.utilizationPercent()).isEmpty();
    assertThat(gpu.cuda()).isEmpty();
  }

  @Test
  void hung_driver_is_asked_once_and_reported() {
    var programs = Recorded.always(new Hung(Duration.ofSeconds(5)));

    var report = new NvidiaSmi(programs).report();

    assertThat(programs.asked).hasSize(1);
    assertThat(report.gpus()).isEmpty();
    assertThat(report.warnings())
        .containsExactly(
            new Warning(
                Warning.Cause.DRIVER_SILENT,
                "nvidia-smi: no answer within 5 s (expected: an answer at once); the driver hangs,"
                    + " so restart the machine"));
  }

  @Test
  void driver_that_hangs_at_the_second_question_keeps_the_cards_and_leaves_processes_unknown() {
    var cards = new Ended(0, "GPU-a, NVIDIA T4, 15360, 0, 550.54, 0\n");
    var programs = Recorded.of(cards, new Hung(Duration.ofSeconds(5)), NOTHING);

    var report = new NvidiaSmi(programs).report();

    assertThat(programs.asked).hasSize(2);
    assertThat(report.gpus().getFirst().processes()).isEmpty();
    assertThat(report.gpus().getFirst().cuda()).isEmpty();
    assertThat(report.warnings()).hasSize(1);
  }

  @Test
  void broken_driver_is_quoted() {
    var programs = Recorded.always(new Ended(9, Recorded.file("nvidia-smi-broken.txt")));

    var report = new NvidiaSmi(programs).report();

    assertThat(report.present()).isTrue();
    assertThat(report.gpus()).isEmpty();
    assertThat(report.warnings())
        .singleElement()
        .extracting(Warning::message)
        .asString()
        .startsWith(
            "nvidia-smi: exit 9 (expected: 0); it says: NVIDIA-SMI has failed because it couldn't"
                + " communicate with the NVIDIA driver.");
  }

  @Test
  void machine_without_the_program_has_nothing_to_warn_of() {
    var report = new NvidiaSmi(Recorded.always(new Missing())).report();

    assertThat(report.present()).isFalse();
    assertThat(report.gpus()).isEmpty();
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void driver_without_a_card_has_nothing_to_warn_of() {
    var report = new NvidiaSmi(Recorded.always(new Ended(6, "No devices were found\n"))).report();

    assertThat(report.present()).isTrue();
    assertThat(report.gpus()).isEmpty();
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void interruption_is_said() {
    var report = new NvidiaSmi(Recorded.always(new Interrupted())).report();

    assertThat(report.warnings())
        .containsExactly(
            new Warning(
                Warning.Cause.INTERRUPTED, "nvidia-smi: interrupted (expected: time to answer)"));
  }

  @Test
  void garbage_is_no_card() {
    var report =
        new NvidiaSmi(Recorded.of(new Ended(0, "what?\n\n, ,\n"), NOTHING, NOTHING)).report();

    assertThat(report.gpus()).isEmpty();
  }

  @Test
  void cuda_version_is_read_from_the_long_form_too() {
    assertThat(NvidiaText.cuda("CUDA Version                              : 12.7\n"))
        .contains("12.7");
    assertThat(NvidiaText.cuda("CUDA Version: N/A")).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.hardware.Programs.Missing;
import dev.songsong.machine.Gpu;
import dev.songsong.machine.Warning;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class GpuProbeTest {
  @TempDir private Path root;

  private GpuProbe.Found read(Programs programs) {
    return GpuProbe.read(
        new NvidiaSmi(programs).report(), List.of(), Platform.LINUX, new Tree(root).files());
  }

  private void device(String slot, String type, String vendor, String model) {
    String directory = "/sys/bus/pci/devices/" + slot;
    new Tree(root)
        .file(directory + "/class", type)
        .file(directory + "/vendor", vendor)
        .file(directory + "/device", model);
  }

  @Test
  void no_card_no_words() {
    assertThat(read(Recorded.always(new Missing())))
        .isEqualTo(new GpuProbe.Found(List.of(), List.of()));
  }

  @Test
  void card_on_the_bus_without_its_driver_is_named_by_number_with_a_remedy() {
    device("0000:01:00.0", "0x030000", "0x10de", "0x2520");
    device("0000:00:1f.3", "0x040300", "0x8086", "0xa0c8");

    var found = read(Recorded.always(new Missing()));

    Gpu gpu = found.gpus().getFirst();
    assertThat(found.gpus()).hasSize(1);
    assertThat(gpu.name()).isEqualTo("PCI device 0x10de:0x2520");
    assertThat(gpu.vendor()).contains("NVIDIA");
    assertThat(gpu.processes()).isEmpty();
    assertThat(found.warnings())
        .containsExactly(
            new Warning(
                Warning.Cause.DRIVER_MISSING,
                "nvidia-smi: not found (expected: beside an NVIDIA card); install NVIDIA's driver"
                    + " to see memory, CUDA version and load"));
  }

  @Test
  void card_that_the_driver_describes_is_listed_once_beside_others() {
    device("0000:00:02.0", "0x030000", "0x8086", "0x9bc4");
    device("0000:01:00.0", "0x030200", "0x10de", "0x2520");

    var found = read(Recorded.laptop());

    assertThat(found.gpus())
        .extracting(Gpu::name)
        .containsExactly("NVIDIA GeForce RTX 3060 Laptop GPU", "PCI device 0x8086:0x9bc4");
    assertThat(found.warnings()).isEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.hardware.Programs.Hung;
import dev.songsong.machine.Machine;
import dev.songsong.machine.MachineProbe;
import dev.songsong.machine.Warning;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheck.class)
class HardwareProbeTest {
  @Test
  void service_loader_prefers_it_to_the_jdks() {
    assertThat(MachineProbe.best()).isInstanceOf(HardwareProbe.class);
  }

  @Test
  void hung_graphics_driver_leaves_the_rest_of_the_machine_described() {
    var programs = Recorded.always(new Hung(Duration.ofSeconds(5)));

    Machine machine = new HardwareProbe(SystemFiles.ofThisMachine(), programs).probe();

    assertThat(machine.warnings())
        .extracting(Warning::cause)
        .containsExactly(Warning.Cause.DRIVER_SILENT);
    assertThat(machine.cpu().logicalProcessors()).isPositive();
    assertThat(machine.memory().totalBytes()).isPositive();
  }

  @Test
  void container_is_below_the_host() {
    Machine machine = Machine.probe();

    assertThat(machine.usableCores()).isBetween(1, machine.cpu().logicalProcessors());
    assertThat(machine.usableMemory()).isBetween(1L, machine.memory().totalBytes());
  }

  @Test
  void load_is_a_share_for_each_logical_processor() {
    var meter = LoadMeter.start(Recorded.laptop());

    Load load = meter.next();

    assertThat(load.cores())
        .hasSize(Machine.probe().cpu().logicalProcessors())
        .allSatisfy(share -> assertThat(share).isBetween(0.0, 1.0));
    assertThat(load.cpu()).isBetween(0.0, 1.0);
    assertThat(load.memoryUsedBytes()).isBetween(1L, load.memoryTotalBytes());
    assertThat(load.gpus().getFirst().utilizationPercent()).hasValue(0);
  }

  @Test
  void meter_asks_a_silent_driver_only_once() {
    var programs = Recorded.always(new Hung(Duration.ofSeconds(5)));
    var meter = LoadMeter.start(programs);

    assertThat(meter.next().gpus()).isEqualTo(List.of());
    assertThat(meter.next().gpus()).isEqualTo(List.of());

    assertThat(programs.asked).hasSize(1);
  }
}

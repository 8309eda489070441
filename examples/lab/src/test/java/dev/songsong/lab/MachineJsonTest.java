// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.hardware.Load;
import dev.songsong.machine.Machine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

@Timeout(20)
class MachineJsonTest {
  static List<Machine> machines() {
    return List.of(
        Laptops.ofTheNotes(), Laptops.busyInContainer(), Laptops.unknown(), Machine.probe());
  }

  @ParameterizedTest
  @MethodSource("machines")
  void machine_comes_back_as_it_went(Machine machine) {
    assertThat(MachineJson.read(MachineJson.write(machine))).isEqualTo(machine);
  }

  @Test
  void names_are_an_interface_and_stay() {
    ObjectNode tree = MachineJson.tree(Laptops.busyInContainer());

    assertThat(tree.propertyNames())
        .containsExactly(
            "system",
            "cpu",
            "memory",
            "gpus",
            "virtualization",
            "container",
            "java",
            "warnings",
            "usable_cores",
            "usable_memory_bytes",
            "advice");
    assertThat(tree.at("/cpu").propertyNames())
        .containsExactly(
            "name",
            "architecture",
            "bits",
            "packages",
            "physical_cores",
            "logical_processors",
            "caches",
            "nominal_hertz",
            "max_hertz",
            "current_hertz");
    assertThat(tree.at("/cpu/caches/0").propertyNames())
        .containsExactly("level", "kind", "size_bytes", "instances");
    assertThat(tree.at("/memory").propertyNames())
        .containsExactly(
            "total_bytes", "available_bytes", "swap_total_bytes", "swap_used_bytes", "virtual");
    assertThat(tree.at("/gpus/0").propertyNames())
        .containsExactly(
            "name",
            "vendor",
            "memory_bytes",
            "memory_used_bytes",
            "driver",
            "cuda",
            "utilization_percent",
            "processes");
    assertThat(tree.at("/container").propertyNames())
        .containsExactly("cgroup_version", "cpu_quota", "cpuset", "memory_bytes", "swap_bytes");
    assertThat(tree.at("/advice/cpu_threads").propertyNames())
        .containsExactly("count", "reason", "why");
  }

  @Test
  void unknown_is_null_and_words_are_lower_case() {
    ObjectNode tree = MachineJson.tree(Laptops.busyInContainer());

    assertThat(tree.at("/gpus/0/driver").isNull()).isTrue();
    assertThat(tree.at("/gpus/0/processes/1/memory_bytes").isNull()).isTrue();
    assertThat(tree.at("/cpu/caches/0/kind").asString()).isEqualTo("instruction");
    assertThat(tree.at("/advice/cpu_threads/reason").asString()).isEqualTo("quota");
    assertThat(tree.at("/usable_cores").asInt()).isEqualTo(3);
  }

  @Test
  void load_is_one_line() {
    assertThat(MachineJson.line(new Load(List.of(0.5, 1.0), 1, 2, List.of())))
        .isEqualTo(
            "{\"cores\":[0.5,1.0],\"memory_used_bytes\":1,\"memory_total_bytes\":2,\"gpus\":[]}");
  }
}

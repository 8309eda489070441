// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.VirtualMemory.Rule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class CpuProbeTest {
  @TempDir private Path root;

  @Test
  void nominal_clock_comes_from_the_name() {
    String name = "Intel(R) Core(TM) i5-10500H CPU @ 2.50GHz";

    assertThat(CpuProbe.nominal(name, -1, new Tree(root).files())).hasValue(2_500_000_000L);
  }

  @Test
  void or_from_the_kernel_or_else_from_oshi_or_is_unknown() {
    var tree = new Tree(root);
    assertThat(CpuProbe.nominal("AMD EPYC", -1, tree.files())).isEmpty();
    assertThat(CpuProbe.nominal("AMD EPYC", 5, tree.files())).hasValue(5);

    tree.file("/sys/devices/system/cpu/cpu0/cpufreq/base_frequency", "2600000");
    assertThat(CpuProbe.nominal("AMD EPYC", 5, tree.files())).hasValue(2_600_000_000L);
  }

  @Test
  void largest_clock_is_the_fastest_cores_and_never_the_clock_of_the_moment() {
    var tree = new Tree(root);
    assertThat(CpuProbe.maximum(7, tree.files())).hasValue(7);

    tree.file("/proc/cpuinfo", "processor : 0");
    assertThat(CpuProbe.maximum(7, tree.files())).isEmpty();

    tree.file("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "4500000")
        .file("/sys/devices/system/cpu/cpu1/cpufreq/cpuinfo_max_freq", "3300000");
    assertThat(CpuProbe.maximum(7, tree.files())).hasValue(4_500_000_000L);
  }

  @Test
  void architecture_is_spelled_as_other_tools_do() {
    assertThat(CpuProbe.architecture("amd64")).isEqualTo("x86_64");
    assertThat(CpuProbe.architecture("aarch64")).isEqualTo("aarch64");
  }

  @Test
  void largest_virtual_memory_binds_only_where_the_kernel_says_so() {
    var tree = new Tree(root);
    assertThat(MemoryProbe.rule(Platform.WINDOWS, tree.files())).isEqualTo(Rule.ENFORCED);
    assertThat(MemoryProbe.rule(Platform.OTHER, tree.files())).isEqualTo(Rule.REPORTED);

    tree.file("/proc/sys/vm/overcommit_memory", "0");
    assertThat(MemoryProbe.rule(Platform.LINUX, tree.files())).isEqualTo(Rule.ADVISORY);
    tree.file("/proc/sys/vm/overcommit_memory", "2");
    assertThat(MemoryProbe.rule(Platform.LINUX, tree.files())).isEqualTo(Rule.ENFORCED);
  }

  @Test
  void processor_lists_are_ranges_and_numbers() {
    assertThat(CpuList.parse("0-3,8, 10-11")).containsExactly(0, 1, 2, 3, 8, 10, 11);
    assertThat(CpuList.parse("")).isEmpty();
  }

  @Test
  void platforms_are_told_by_name() {
    assertThat(Platform.named("Linux")).isEqualTo(Platform.LINUX);
    assertThat(Platform.named("Windows 11")).isEqualTo(Platform.WINDOWS);
    assertThat(Platform.named("Mac OS X")).isEqualTo(Platform.OTHER);
  }
}

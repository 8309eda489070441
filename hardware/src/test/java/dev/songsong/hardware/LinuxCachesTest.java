// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.Cache;
import dev.songsong.machine.Cache.Kind;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class LinuxCachesTest {
  @TempDir private Path root;

  @Test
  void the_notes_laptop_has_six_of_each_inner_cache_and_one_outer() {
    // GIVEN an i5-10500H: 6 cores with 2 threads each, numbered as Linux does
    var tree = new Tree(root);
    for (int cpu = 0; cpu < 12; cpu++) {
      String siblings = cpu % 6 + "," + (cpu % 6 + 6);
      cache(tree, cpu, 0, 1, "Data", "32K", siblings);
      cache(tree, cpu, 1, 1, "Instruction", "32K", siblings);
      cache(tree, cpu, 2, 2, "Unified", "256K", siblings);
      cache(tree, cpu, 3, 3, "Unified", "12288K", "0-11");
    }

    var caches = LinuxCaches.read(tree.files());

    assertThat(caches)
        .containsExactly(
            new Cache(1, Kind.INSTRUCTION, 32 << 10, OptionalInt.of(6)),
            new Cache(1, Kind.DATA, 32 << 10, OptionalInt.of(6)),
            new Cache(2, Kind.UNIFIED, 256 << 10, OptionalInt.of(6)),
            new Cache(3, Kind.UNIFIED, 12 << 20, OptionalInt.of(1)));
    assertThat(caches.get(0).totalBytes()).hasValue(192 << 10);
    assertThat(caches.get(2).totalBytes()).hasValue(1536 << 10);
  }

  @Test
  void fast_and_thrifty_cores_are_listed_apart() {
    var tree = new Tree(root);
    cache(tree, 0, 0, 1, "Data", "48K", "0-1");
    cache(tree, 1, 0, 1, "Data", "48K", "0-1");
    cache(tree, 2, 0, 1, "Data", "32K", "2");
    cache(tree, 3, 0, 1, "Data", "32K", "3");

    assertThat(LinuxCaches.read(tree.files()))
        .containsExactly(
            new Cache(1, Kind.DATA, 48 << 10, OptionalInt.of(1)),
            new Cache(1, Kind.DATA, 32 << 10, OptionalInt.of(2)));
  }

  @Test
  void what_is_not_a_cache_is_passed_over() {
    var tree =
        new Tree(root)
            .file("/sys/devices/system/cpu/cpu0/cache/uevent", "")
            .file("/sys/devices/system/cpu/cpufreq/cache/index0/level", "1");
    cache(tree, 0, 0, 1, "Strange", "32K", "0");
    cache(tree, 0, 1, 1, "Data", "?", "0");

    assertThat(LinuxCaches.read(tree.files())).isEmpty();
  }

  private static void cache(
      Tree tree, int cpu, int index, int level, String type, String size, String sharers) {
    String directory = "/sys/devices/system/cpu/cpu%d/cache/index%d/".formatted(cpu, index);
    tree.file(directory + "level", String.valueOf(level))
        .file(directory + "type", type)
        .file(directory + "size", size)
        .file(directory + "shared_cpu_list", sharers);
  }
}

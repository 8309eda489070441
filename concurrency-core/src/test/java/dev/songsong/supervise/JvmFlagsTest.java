// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.Budget;
import dev.songsong.machine.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said for a JVM, beside what its user says. */
class JvmFlagsTest {
  private final Budget share = Budget.of(Sample.of(4, 4).machine()).withMemory(512L << 20);

  private List<String> in(String... given) {
    return new JvmFlags(List.of(given)).in(share);
  }

  @Test
  void jvm_of_which_nothing_is_said_has_its_share() {
    assertThat(in())
        .containsExactly(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:ActiveProcessorCount=4",
            "-Xmx512m",
            "-Dsongsong.budget.memory=" + (512L << 20));
  }

  @Test
  void largest_heap_that_is_given_is_its_memory_in_the_budget() {
    assertThat(in("-Xmx64m"))
        .contains("-Xmx64m", "-Dsongsong.budget.memory=" + (64L << 20))
        .doesNotContain("-Xmx512m");
    assertThat(in("-Xmx1g", "-XX:MaxHeapSize=2048k"))
        .contains("-Dsongsong.budget.memory=" + (2L << 20));
    assertThat(in("-Xmx33554432")).contains("-Dsongsong.budget.memory=33554432");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xms1g",
        "-XX:InitialHeapSize=1g",
        "-XX:MaxRAMPercentage=50",
        "-XX:InitialRAMPercentage=10",
        "-XX:MaxRAM=2g",
        "-Xmx0"
      })
  void heap_that_is_given_in_another_way_gets_no_second_limit(String flag) {
    assertThat(in(flag))
        .contains(flag, "-Dsongsong.budget.memory=" + (512L << 20))
        .noneMatch(other -> other.startsWith("-Xmx") && !other.equals(flag));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC"})
  void collector_that_is_given_is_the_only_one(String flag) {
    assertThat(in(flag)).contains(flag).doesNotContain("-XX:+UseSerialGC");
  }

  @Test
  void cores_that_are_given_are_the_cores() {
    assertThat(in("-XX:ActiveProcessorCount=2", "-XX:ActiveProcessorCount=3"))
        .contains("-XX:ActiveProcessorCount=3")
        .doesNotContain("-XX:ActiveProcessorCount=4");
    assertThat(cores("-XX:ActiveProcessorCount=2", "-XX:ActiveProcessorCount=3")).isEqualTo(3);
    assertThat(cores()).isZero();
    // The JVM itself says what is wrong with these.
    assertThat(cores("-XX:ActiveProcessorCount=")).isZero();
    assertThat(cores("-XX:ActiveProcessorCount=-1")).isZero();
    assertThat(cores("-XX:ActiveProcessorCount=99999999999")).isZero();
  }

  private static int cores(String... given) {
    return new JvmFlags(List.of(given)).cores().orElse(0);
  }
}

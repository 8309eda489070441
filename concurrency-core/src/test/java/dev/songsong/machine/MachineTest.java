// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MachineTest {
  @Test
  void usable_cores_are_the_smallest_limit() {
    assertThat(Sample.of(4, 8).machine().usableCores()).isEqualTo(8);
    assertThat(Sample.of(4, 8).jvm(6).machine().usableCores()).isEqualTo(6);
    assertThat(Sample.of(4, 8).jvm(6).cpuset(3).machine().usableCores()).isEqualTo(3);
    assertThat(Sample.of(4, 8).cpuset(3).quota(2).machine().usableCores()).isEqualTo(2);
  }

  @Test
  void a_started_core_of_a_quota_counts_and_there_is_always_one() {
    assertThat(Sample.of(4, 8).quota(2.1).machine().usableCores()).isEqualTo(3);
    assertThat(Sample.of(4, 8).quota(0.2).machine().usableCores()).isEqualTo(1);
  }

  @Test
  void usable_memory_is_the_containers_when_it_is_smaller() {
    assertThat(Sample.of(1, 1).machine().usableMemory()).isEqualTo(32 * Sample.GIB);
    assertThat(Sample.of(1, 1).machine(OptionalLong.of(5)).usableMemory()).isEqualTo(5);
    assertThat(Sample.of(1, 1).machine(OptionalLong.of(64 * Sample.GIB)).usableMemory())
        .isEqualTo(32 * Sample.GIB);
  }

  @Test
  void threads_per_core_are_unknown_when_cores_differ() {
    assertThat(Sample.of(6, 12).machine().cpu().threadsPerCore()).hasValue(2);
    assertThat(Sample.of(14, 20).machine().cpu().threadsPerCore()).isEmpty();
    assertThat(Sample.of(0, 20).machine().cpu().threadsPerCore()).isEmpty();
  }

  @Test
  void caches_have_short_names_and_totals() {
    var instructions = new Cache(1, Cache.Kind.INSTRUCTION, 32 << 10, OptionalInt.of(6));
    var shared = new Cache(3, Cache.Kind.UNIFIED, 12 << 20, OptionalInt.empty());

    assertThat(instructions.name()).isEqualTo("L1i");
    assertThat(instructions.totalBytes()).hasValue(192 << 10);
    assertThat(shared.name()).isEqualTo("L3");
    assertThat(shared.totalBytes()).isEmpty();
  }

  @Test
  void impossible_numbers_are_refused() {
    assertThatThrownBy(() -> new Cache(0, Cache.Kind.DATA, 1, OptionalInt.empty()))
        .hasMessage("level: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new Cache(1, Cache.Kind.DATA, 0, OptionalInt.empty()))
        .hasMessage("sizeBytes: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> Sample.of(1, 0).machine())
        .hasMessage("logicalProcessors: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> Sample.of(1, 1).jvm(0).machine())
        .hasMessage("availableProcessors: 0 (expected: 1 or more)");
  }

  @Test
  void without_the_hardware_module_the_jdk_answers_and_says_what_is_missing() {
    Machine machine = Machine.probe();

    assertThat(machine.usableCores()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(machine.memory().totalBytes()).isPositive();
    assertThat(machine.cpu().name()).isEmpty();
    assertThat(machine.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.cause()).isEqualTo(Warning.Cause.HARDWARE_MODULE_MISSING);
          assertThat(warning.message())
              .startsWith("module dev.songsong.hardware is not on the path");
        });
  }
}

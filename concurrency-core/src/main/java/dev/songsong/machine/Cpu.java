// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The processors of a machine, taken together.
 *
 * @param name the name its maker gave it, such as {@code Intel(R) Core(TM) i5-10500H CPU @ 2.50GHz}
 * @param architecture the instruction set as Linux spells it: {@code x86_64}, {@code aarch64}
 * @param bits the widths of programs it can run, such as 32 and 64; empty when unknown
 * @param packages sockets with a processor in them
 * @param physicalCores cores; two threads of one core share its arithmetic units
 * @param logicalProcessors what the operating system schedules threads on
 * @param caches a line for each level, kind and size, from L1 outward; empty when unknown
 * @param nominalHertz the clock its maker promises
 * @param maxHertz the fastest clock it reaches for a while
 * @param currentHertz the clock when it was probed, averaged over the logical processors
 */
public record Cpu(
    Optional<String> name,
    String architecture,
    List<Integer> bits,
    OptionalInt packages,
    OptionalInt physicalCores,
    int logicalProcessors,
    List<Cache> caches,
    OptionalLong nominalHertz,
    OptionalLong maxHertz,
    OptionalLong currentHertz) {

  /** Checks the count and copies the lists. */
  public Cpu {
    if (logicalProcessors < 1) {
      throw new IllegalArgumentException(
          "logicalProcessors: " + logicalProcessors + " (expected: 1 or more)");
    }
    bits = List.copyOf(bits);
    caches = List.copyOf(caches);
  }

  /**
   * Hardware threads a core: 2 with hyper-threading. Empty when the cores are unknown, or when they
   * differ, as on processors with fast and thrifty cores.
   */
  public OptionalInt threadsPerCore() {
    if (physicalCores.isEmpty() || logicalProcessors % physicalCores.getAsInt() != 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(logicalProcessors / physicalCores.getAsInt());
  }
}

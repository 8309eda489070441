// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.machine.Cache;
import dev.songsong.machine.Cache.Kind;
import dev.songsong.machine.ContainerLimits;
import dev.songsong.machine.Cpu;
import dev.songsong.machine.Gpu;
import dev.songsong.machine.GpuProcess;
import dev.songsong.machine.JavaRuntime;
import dev.songsong.machine.Machine;
import dev.songsong.machine.Memory;
import dev.songsong.machine.OperatingSystem;
import dev.songsong.machine.VirtualMemory;
import dev.songsong.machine.Virtualization;
import dev.songsong.machine.Warning;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Machines to print. */
final class Laptops {
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;

  private Laptops() {}

  /** The one in the course notes. */
  static Machine ofTheNotes() {
    return with(
        ContainerLimits.NONE,
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

  /** The same, with two programs on its graphics card and a container around us. */
  static Machine busyInContainer() {
    return with(
        new ContainerLimits(
            2,
            OptionalDouble.of(2.5),
            OptionalInt.of(8),
            OptionalLong.of(2048 * MIB),
            OptionalLong.of(0)),
        new Gpu(
            "NVIDIA GeForce RTX 3060 Laptop GPU",
            Optional.empty(),
            OptionalLong.of(6144 * MIB),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.of(
                List.of(
                    new GpuProcess(4711, "python", OptionalLong.of(1020 * MIB)),
                    new GpuProcess(4712, "blender", OptionalLong.empty())))));
  }

  /** Nothing is known but what must be. */
  static Machine unknown() {
    return new Machine(
        new OperatingSystem("Plan 9", "", Optional.empty(), OptionalInt.empty()),
        new Cpu(
            Optional.empty(),
            "mips",
            List.of(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            1,
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()),
        new Memory(
            MIB,
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty()),
        List.of(),
        Virtualization.UNKNOWN,
        ContainerLimits.NONE,
        new JavaRuntime("25", "test", 1, MIB),
        List.of(new Warning(Warning.Cause.DRIVER_FAILED, "nvidia-smi: exit 9 (expected: 0)")));
  }

  private static Machine with(ContainerLimits limits, Gpu gpu) {
    return new Machine(
        new OperatingSystem("Windows", "11", Optional.of("26100"), OptionalInt.of(64)),
        new Cpu(
            Optional.of("Intel(R) Core(TM) i5-10500H CPU @ 2.50GHz"),
            "x86_64",
            List.of(32, 64),
            OptionalInt.of(1),
            OptionalInt.of(6),
            12,
            List.of(
                new Cache(1, Kind.INSTRUCTION, 32 * KIB, OptionalInt.of(6)),
                new Cache(1, Kind.DATA, 32 * KIB, OptionalInt.of(6)),
                new Cache(2, Kind.UNIFIED, 256 * KIB, OptionalInt.of(6)),
                new Cache(3, Kind.UNIFIED, 12 * MIB, OptionalInt.of(1))),
            OptionalLong.of(2_500_000_000L),
            OptionalLong.of(4_500_000_000L),
            OptionalLong.of(2_496_000_000L)),
        new Memory(
            16384 * MIB,
            OptionalLong.of(5427 * MIB),
            OptionalLong.of(3891 * MIB),
            OptionalLong.of(512 * MIB),
            Optional.of(new VirtualMemory(20275 * MIB, 14000 * MIB, VirtualMemory.Rule.ENFORCED))),
        List.of(gpu),
        new Virtualization(
            Optional.of(true), Optional.of("VT-x"), Optional.of(true), Optional.of("Microsoft")),
        limits,
        new JavaRuntime("25.0.3+9-LTS", "Eclipse Adoptium", 12, 4096 * MIB),
        List.of());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A made-up machine with what the recommendation looks at; everything else unknown. */
public record Sample(
    int physical, int logical, int jvm, long free, OptionalDouble quota, OptionalInt cpuset) {
  public static final long GIB = 1L << 30;

  public static Sample of(int physical, int logical) {
    return new Sample(
        physical, logical, logical, 16 * GIB, OptionalDouble.empty(), OptionalInt.empty());
  }

  public Sample jvm(int processors) {
    return new Sample(physical, logical, processors, free, quota, cpuset);
  }

  public Sample free(long bytes) {
    return new Sample(physical, logical, jvm, bytes, quota, cpuset);
  }

  public Sample quota(double cores) {
    return new Sample(physical, logical, jvm, free, OptionalDouble.of(cores), cpuset);
  }

  public Sample cpuset(int processors) {
    return new Sample(physical, logical, jvm, free, quota, OptionalInt.of(processors));
  }

  public Machine machine() {
    return machine(OptionalLong.empty());
  }

  public Machine machine(OptionalLong memoryLimit) {
    return new Machine(
        new OperatingSystem("Linux", "1", Optional.empty(), OptionalInt.empty()),
        new Cpu(
            Optional.empty(),
            "x86_64",
            List.of(),
            OptionalInt.empty(),
            physical > 0 ? OptionalInt.of(physical) : OptionalInt.empty(),
            logical,
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty()),
        new Memory(
            32 * GIB,
            OptionalLong.of(free),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty()),
        List.of(),
        Virtualization.UNKNOWN,
        new ContainerLimits(2, quota, cpuset, memoryLimit, OptionalLong.empty()),
        new JavaRuntime("25", "test", jvm, GIB),
        List.of());
  }
}

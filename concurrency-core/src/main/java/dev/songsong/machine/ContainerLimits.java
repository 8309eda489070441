// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a Linux control group allows this process, beside what the host has.
 *
 * <p>Each is empty when there is no such limit.
 *
 * @param cgroupVersion 1 or 2; 0 where there are no control groups
 * @param cpuQuota processor time a second, in cores; 1.5 is one and a half
 * @param cpuset how many logical processors it may run on
 * @param memoryBytes memory before the kernel ends a process of the group
 * @param swapBytes swap beside that memory
 */
public record ContainerLimits(
    int cgroupVersion,
    OptionalDouble cpuQuota,
    OptionalInt cpuset,
    OptionalLong memoryBytes,
    OptionalLong swapBytes) {

  /** No control groups. */
  public static final ContainerLimits NONE =
      new ContainerLimits(
          0,
          OptionalDouble.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());

  /** Whether anything is limited. */
  public boolean limited() {
    return cpuQuota.isPresent()
        || cpuset.isPresent()
        || memoryBytes.isPresent()
        || swapBytes.isPresent();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Memory;
import dev.songsong.machine.VirtualMemory;
import dev.songsong.machine.VirtualMemory.Rule;
import java.util.Optional;
import java.util.OptionalLong;
import oshi.hardware.GlobalMemory;

/** Describes the host's memory. */
final class MemoryProbe {
  private static final String OVERCOMMIT = "/proc/sys/vm/overcommit_memory";
  private static final int NEVER_OVERCOMMIT = 2;

  private MemoryProbe() {}

  static Memory read(GlobalMemory memory, Platform platform, SystemFiles files) {
    var virtual = memory.getVirtualMemory();
    Optional<VirtualMemory> limit =
        virtual.getVirtualMax() > 0
            ? Optional.of(
                new VirtualMemory(
                    virtual.getVirtualMax(), virtual.getVirtualInUse(), rule(platform, files)))
            : Optional.empty();
    return new Memory(
        memory.getTotal(),
        OptionalLong.of(memory.getAvailable()),
        OptionalLong.of(virtual.getSwapTotal()),
        OptionalLong.of(virtual.getSwapUsed()),
        limit);
  }

  /** OSHI's figure is the commit limit on Linux and Windows. */
  static Rule rule(Platform platform, SystemFiles files) {
    OptionalLong overcommit = files.number(OVERCOMMIT);
    if (overcommit.isPresent()) {
      return overcommit.getAsLong() == NEVER_OVERCOMMIT ? Rule.ENFORCED : Rule.ADVISORY;
    }
    return platform == Platform.WINDOWS ? Rule.ENFORCED : Rule.REPORTED;
  }
}

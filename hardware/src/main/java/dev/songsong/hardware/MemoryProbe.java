// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Memory;
import dev.songsong.machine.VirtualMemory;
import dev.songsong.machine.VirtualMemory.Rule;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import oshi.hardware.GlobalMemory;

/** Describes the host's memory. */
final class MemoryProbe {
  private static final String OVERCOMMIT = "/proc/sys/vm/overcommit_memory";
  private static final Pattern COMMITTED = Pattern.compile("Committed_AS:\\s+(\\d{1,15}) kB");
  private static final int NEVER_OVERCOMMIT = 2;

  private MemoryProbe() {}

  static Memory read(GlobalMemory memory, Platform platform, SystemFiles files) {
    var virtual = memory.getVirtualMemory();
    // OSHI's own figure on Linux is memory in use, which says nothing of what was promised.
    long used = committed(files).orElse(virtual.getVirtualInUse());
    Optional<VirtualMemory> limit =
        virtual.getVirtualMax() > 0
            ? Optional.of(new VirtualMemory(virtual.getVirtualMax(), used, rule(platform, files)))
            : Optional.empty();
    return new Memory(
        memory.getTotal(),
        OptionalLong.of(memory.getAvailable()),
        OptionalLong.of(virtual.getSwapTotal()),
        OptionalLong.of(virtual.getSwapUsed()),
        limit);
  }

  private static OptionalLong committed(SystemFiles files) {
    var matcher = COMMITTED.matcher(files.text("/proc/meminfo").orElse(""));
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)) << 10)
        : OptionalLong.empty();
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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the JDK alone can tell, on any system. */
final class JdkProbe implements MachineProbe {
  @Override
  public Machine probe() {
    return new Machine(
        system(),
        cpu(),
        memory(),
        List.of(),
        Virtualization.UNKNOWN,
        ContainerLimits.NONE,
        JavaRuntime.current(),
        List.of(
            new Warning(
                Warning.Cause.HARDWARE_MODULE_MISSING,
                "module dev.songsong.hardware is not on the path: caches, clock, GPU, hypervisor"
                    + " and container limits are unknown")));
  }

  @Override
  public int rank() {
    return 0;
  }

  private static OperatingSystem system() {
    return new OperatingSystem(
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Optional.empty(),
        OptionalInt.empty());
  }

  private static Cpu cpu() {
    // Java says amd64 where every other tool says x86_64.
    String arch = System.getProperty("os.arch");
    return new Cpu(
        Optional.empty(),
        arch.equals("amd64") ? "x86_64" : arch,
        List.of(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Runtime.getRuntime().availableProcessors(),
        List.of(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static Memory memory() {
    var bean = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long swap = bean.getTotalSwapSpaceSize();
    return new Memory(
        bean.getTotalMemorySize(),
        // Its "free" leaves out what the kernel would give back, so it is not "available".
        OptionalLong.empty(),
        OptionalLong.of(swap),
        OptionalLong.of(swap - bean.getFreeSwapSpaceSize()),
        Optional.empty());
  }
}

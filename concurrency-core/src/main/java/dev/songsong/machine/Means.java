// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What a budget is made of; asked late, because finding out takes time. */
sealed interface Means {
  /** The system property that tells a worker JVM its memory. */
  String MEMORY = "songsong.budget.memory";

  int cores();

  long memoryBytes();

  /** Worker processes that the machine is good for. */
  int processes();

  /** This JVM's own: what the JDK sees of the container, or what the parent gave. */
  final class OfJvm implements Means {
    // Both written by whoever asks first, read by any; two who ask at once find out the same.
    private volatile long memoryBytes;
    private volatile int processes;

    @Override
    public int cores() {
      return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public long memoryBytes() {
      if (memoryBytes == 0) {
        long given = Long.getLong(MEMORY, 0);
        memoryBytes = given > 0 ? given : ofSystem();
      }
      return memoryBytes;
    }

    private static long ofSystem() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    @Override
    public int processes() {
      if (processes == 0) {
        processes = WorkerAdvice.of(Machine.probe()).cpuProcesses().count();
      }
      return processes;
    }
  }

  /** A machine's that was probed or made up. */
  record OfMachine(Machine machine) implements Means {
    @Override
    public int cores() {
      return machine.usableCores();
    }

    @Override
    public long memoryBytes() {
      return machine.usableMemory();
    }

    @Override
    public int processes() {
      return WorkerAdvice.of(machine).cpuProcesses().count();
    }
  }
}

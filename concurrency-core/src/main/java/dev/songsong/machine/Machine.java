// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One computer as a program on it sees it, at the moment it was probed.
 *
 * <p>Immutable, so safe to share between threads. Probing is not: load and free memory change, so
 * probe again for new numbers.
 *
 * @param system the operating system
 * @param cpu the processors
 * @param memory the memory of the host
 * @param gpus the graphics cards; empty when none was found
 * @param virtualization what the processors offer to virtual machines, and whether this is one
 * @param container the limits of the control group that this process runs in
 * @param java the Java virtual machine that asked
 * @param warnings what could not be found out and why; empty when nothing is amiss
 */
public record Machine(
    OperatingSystem system,
    Cpu cpu,
    Memory memory,
    List<Gpu> gpus,
    Virtualization virtualization,
    ContainerLimits container,
    JavaRuntime java,
    List<Warning> warnings) {

  /** Checks that nothing is missing and copies the lists. */
  public Machine {
    requireNonNull(system, "system");
    requireNonNull(cpu, "cpu");
    requireNonNull(memory, "memory");
    requireNonNull(virtualization, "virtualization");
    requireNonNull(container, "container");
    requireNonNull(java, "java");
    gpus = List.copyOf(gpus);
    warnings = List.copyOf(warnings);
  }

  /**
   * Probes this machine with the best probe on the class path or module path.
   *
   * <p>With module {@code hardware} every field is filled as far as the system tells; without it
   * only what the JDK knows is.
   */
  public static Machine probe() {
    return MachineProbe.best().probe();
  }

  /**
   * How many cores the work of this process can keep busy: the smallest of the logical processors,
   * what the JVM may use, the container's processor set and its quota (a started core counts).
   */
  public int usableCores() {
    int cores = Math.min(cpu.logicalProcessors(), java.availableProcessors());
    cores = Math.min(cores, container.cpuset().orElse(cores));
    double quota = container.cpuQuota().orElse(cores);
    return Math.max(1, Math.min(cores, (int) Math.ceil(quota)));
  }

  /** How much memory this process may fill, in bytes: the container's limit or all there is. */
  public long usableMemory() {
    return Math.min(memory.totalBytes(), container.memoryBytes().orElse(Long.MAX_VALUE));
  }
}

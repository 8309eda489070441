// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.JavaRuntime;
import dev.songsong.machine.Machine;
import dev.songsong.machine.MachineProbe;
import dev.songsong.machine.OperatingSystem;
import java.util.Optional;
import java.util.OptionalInt;
import oshi.SystemInfo;

/**
 * Describes this machine through OSHI, Linux's own files, and NVIDIA's driver.
 *
 * <p>Thread-safe. Each probe reads everything anew and takes a few tenths of a second; a driver
 * that hangs makes it take a few seconds, never longer. What a system doesn't tell stays empty.
 */
public final class HardwareProbe implements MachineProbe {
  private final SystemFiles files;
  private final NvidiaSmi nvidia;

  /** Probes the machine it runs on. */
  public HardwareProbe() {
    this(SystemFiles.ofThisMachine(), new CommandPrograms());
  }

  HardwareProbe(SystemFiles files, Programs programs) {
    this.files = files;
    this.nvidia = new NvidiaSmi(programs);
  }

  @Override
  public Machine probe() {
    var info = new SystemInfo();
    var platform = Platform.current();
    var hardware = info.getHardware();
    var processor = hardware.getProcessor();
    var computer = hardware.getComputerSystem();
    CpuFlags flags = CpuFlags.parse(processor.getFeatureFlags());
    var gpus = GpuProbe.read(nvidia.report(), hardware.getGraphicsCards(), platform, files);
    return new Machine(
        system(info.getOperatingSystem()),
        CpuProbe.read(processor, flags, files),
        MemoryProbe.read(hardware.getMemory(), platform, files),
        gpus.gpus(),
        VirtualizationProbe.read(flags, computer.getManufacturer(), computer.getModel(), files),
        Cgroups.read(files, processor.getLogicalProcessorCount()),
        JavaRuntime.current(),
        gpus.warnings());
  }

  private static OperatingSystem system(oshi.software.os.OperatingSystem system) {
    var version = system.getVersionInfo();
    String codeName = version.getCodeName();
    boolean named = codeName != null && !codeName.isBlank() && !codeName.equals("unknown");
    String kernel = version.getBuildNumber();
    return new OperatingSystem(
        system.getFamily(),
        version.getVersion() + (named ? " (" + codeName + ")" : ""),
        kernel == null || kernel.isBlank() || kernel.equals("unknown")
            ? Optional.empty()
            : Optional.of(kernel),
        OptionalInt.of(system.getBitness()));
  }
}

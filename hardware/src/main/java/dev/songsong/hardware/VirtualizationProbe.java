// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import dev.songsong.machine.Virtualization;
import java.util.List;
import java.util.Optional;

/** Finds out whether virtual machines can run here, and whether this is one. */
final class VirtualizationProbe {
  /** What a virtual machine's firmware says, and whose hypervisor that is. */
  private record Firmware(String vendor, String model, String hypervisor) {}

  // Only names that no real computer bears; an empty part matches any.
  private static final List<Firmware> KNOWN =
      List.of(
          new Firmware("Microsoft", "Virtual Machine", "Microsoft"),
          new Firmware("VMware", "", "VMware"),
          new Firmware("innotek", "", "VirtualBox"),
          new Firmware("Oracle", "VirtualBox", "VirtualBox"),
          new Firmware("Parallels", "", "Parallels"),
          new Firmware("Apple", "Virtual", "Apple"),
          new Firmware("Xen", "", "Xen"));
  // Emulators and clouds, which may sit on any hypervisor; the kernel's clock knows better.
  private static final List<Firmware> VAGUE =
      List.of(
          new Firmware("QEMU", "", "QEMU"),
          new Firmware("Bochs", "", "Bochs"),
          new Firmware("Amazon EC2", "", "Amazon EC2"),
          new Firmware("Google", "Google Compute Engine", "Google Compute Engine"));
  private static final String CLOCKS =
      "/sys/devices/system/clocksource/clocksource0/available_clocksource";

  private VirtualizationProbe() {}

  /**
   * From the processor's flags, the firmware's maker and model, and Linux's files where they exist.
   */
  static Virtualization read(CpuFlags flags, String vendor, String model, SystemFiles files) {
    Optional<String> hypervisor =
        firmware(KNOWN, vendor, model)
            .or(() -> byKernel(files))
            .or(() -> firmware(VAGUE, vendor, model));
    Optional<Boolean> guest = guest(flags, hypervisor);
    return new Virtualization(
        supported(flags, files),
        flags.extension(),
        guest,
        guest.orElse(false) ? hypervisor : Optional.empty());
  }

  private static Optional<Boolean> supported(CpuFlags flags, SystemFiles files) {
    if (flags.extension().isPresent() || flags.windowsVirtualization()) {
      return Optional.of(true);
    }
    if (flags.listsX86()) {
      return Optional.of(false);
    }
    // Other processors have no flag for it, but Linux offers the device only where it works.
    return files.exists("/dev/kvm") ? Optional.of(true) : Optional.empty();
  }

  private static Optional<Boolean> guest(CpuFlags flags, Optional<String> hypervisor) {
    if (flags.hypervisor()) {
      return Optional.of(true);
    }
    if (flags.listsX86()) {
      return Optional.of(false);
    }
    return hypervisor.isPresent() ? Optional.of(true) : Optional.empty();
  }

  private static Optional<String> firmware(List<Firmware> list, String vendor, String model) {
    return list.stream()
        .filter(known -> vendor.contains(known.vendor()) && model.contains(known.model()))
        .map(Firmware::hypervisor)
        .findFirst();
  }

  /** The kernel gets its time from the hypervisor it found below itself. */
  private static Optional<String> byKernel(SystemFiles files) {
    String clocks = files.text(CLOCKS).orElse("");
    if (clocks.contains("kvm-clock")) {
      return Optional.of("KVM");
    }
    if (clocks.contains("hyperv") || files.text("/proc/version").orElse("").contains("microsoft")) {
      return Optional.of("Microsoft");
    }
    boolean xen =
        clocks.contains("xen") || files.text("/sys/hypervisor/type").orElse("").equals("xen");
    return xen ? Optional.of("Xen") : Optional.empty();
  }
}

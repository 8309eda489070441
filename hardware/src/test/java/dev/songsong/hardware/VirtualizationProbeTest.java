// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.machine.Virtualization;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class VirtualizationProbeTest {
  private static final String CLOCKS =
      "/sys/devices/system/clocksource/clocksource0/available_clocksource";

  @TempDir private Path root;

  private Virtualization read(String flags, String vendor, String model) {
    return VirtualizationProbe.read(
        CpuFlags.parse(List.of(flags)), vendor, model, new Tree(root).files());
  }

  @Test
  void real_computer_with_the_extension() {
    var virtualization = read("flags\t\t: fpu tsc vmx lm", "Dell Inc.", "XPS 15 9500");

    assertThat(virtualization.supported()).contains(true);
    assertThat(virtualization.extension()).contains("VT-x");
    assertThat(virtualization.guest()).contains(false);
    assertThat(virtualization.hypervisor()).isEmpty();
  }

  @Test
  void guest_without_the_extension() {
    new Tree(root).file(CLOCKS, "tsc kvm-clock");

    var virtualization = read("flags : fpu tsc lm hypervisor", "unknown", "unknown");

    assertThat(virtualization.supported()).contains(false);
    assertThat(virtualization.guest()).contains(true);
    assertThat(virtualization.hypervisor()).contains("KVM");
  }

  @Test
  void nested_guest_of_amd() {
    var virtualization = read("flags : fpu tsc svm hypervisor", "QEMU", "Standard PC");

    assertThat(virtualization.supported()).contains(true);
    assertThat(virtualization.extension()).contains("AMD-V");
    assertThat(virtualization.hypervisor()).contains("QEMU");
  }

  @ParameterizedTest
  @CsvSource({
    "Microsoft Corporation, Virtual Machine, Microsoft",
    "'VMware, Inc.', VMware Virtual Platform, VMware",
    "innotek GmbH, VirtualBox, VirtualBox",
    "Xen, HVM domU, Xen",
    "Amazon EC2, m7i.large, Amazon EC2",
    "Google, Google Compute Engine, Google Compute Engine"
  })
  void firmware_names_the_hypervisor(String vendor, String model, String expected) {
    assertThat(read("flags : fpu tsc hypervisor", vendor, model).hypervisor()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "tsc kvm-clock, KVM",
    "hyperv_clocksource_tsc_page acpi_pm, Microsoft",
    "xen tsc, Xen"
  })
  void clock_of_the_kernel_names_the_hypervisor(String clocks, String expected) {
    new Tree(root).file(CLOCKS, clocks);

    assertThat(read("flags : fpu tsc hypervisor", "", "").hypervisor()).contains(expected);
  }

  @Test
  void clock_of_the_kernel_counts_before_the_name_of_a_cloud() {
    new Tree(root).file(CLOCKS, "kvm-clock tsc");

    assertThat(read("flags : fpu tsc hypervisor", "Amazon EC2", "m7i.large").hypervisor())
        .contains("KVM");
  }

  @Test
  void subsystem_for_linux_runs_on_microsofts() {
    new Tree(root).file("/proc/version", "Linux version 5.15.153.1-microsoft-standard-WSL2");

    assertThat(read("flags : fpu tsc hypervisor vmx", "", "").hypervisor()).contains("Microsoft");
  }

  @Test
  void unknown_hypervisor_stays_nameless() {
    var virtualization = read("flags : fpu tsc hypervisor", "Some Maker", "Some Model");

    assertThat(virtualization.guest()).contains(true);
    assertThat(virtualization.hypervisor()).isEmpty();
  }

  @Test
  void computer_of_microsoft_is_not_a_guest() {
    var virtualization = read("flags : fpu tsc vmx", "Microsoft Corporation", "Surface Pro 9");

    assertThat(virtualization.guest()).contains(false);
    assertThat(virtualization.hypervisor()).isEmpty();
  }

  @Test
  void processor_without_flags_says_nothing() {
    assertThat(read("", "unknown", "unknown")).isEqualTo(Virtualization.UNKNOWN);
  }

  @Test
  void arm_with_kvm_supports_virtual_machines() {
    new Tree(root).file("/dev/kvm", "");

    var virtualization = read("Features : fp asimd evtstrm", "unknown", "unknown");

    assertThat(virtualization.supported()).contains(true);
    assertThat(virtualization.guest()).isEmpty();
  }

  @Test
  void windows_says_whether_the_firmware_allows_it() {
    assertThat(read("PF_VIRT_FIRMWARE_ENABLED", "LENOVO", "82JW").supported()).contains(true);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a processor says it can do, as far as Câu 1 asks.
 *
 * @param words the flags in lower case; empty when the system lists none
 */
record CpuFlags(Set<String> words) {
  /** Parses the lines that OSHI passes on: flags between blanks, maybe after a name and a colon. */
  static CpuFlags parse(List<String> lines) {
    var words = new TreeSet<String>();
    for (String line : lines) {
      String flags = line.substring(line.indexOf(':') + 1).strip().toLowerCase(Locale.ROOT);
      if (!flags.isEmpty()) {
        words.addAll(List.of(flags.split("[\\s,]+")));
      }
    }
    return new CpuFlags(words);
  }

  /** Intel's or AMD's help for virtual machines. */
  Optional<String> extension() {
    if (words.contains("vmx")) {
      return Optional.of("VT-x");
    }
    return words.contains("svm") ? Optional.of("AMD-V") : Optional.empty();
  }

  /** Whether x86's flags are listed; only then does a missing one mean no. */
  boolean listsX86() {
    return words.contains("fpu") && words.contains("tsc");
  }

  /** Whether a hypervisor says that it is there. */
  boolean hypervisor() {
    return words.contains("hypervisor");
  }

  /** Whether an x86 processor has the 64-bit "long mode". */
  boolean longMode() {
    return words.contains("lm");
  }

  /** Whether Windows says that virtualisation is switched on in the firmware. */
  boolean windowsVirtualization() {
    return words.contains("pf_virt_firmware_enabled");
  }
}

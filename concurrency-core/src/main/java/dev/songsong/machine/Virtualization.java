// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.Optional;

/**
 * What the processors offer to virtual machines, and whether this machine is itself one.
 *
 * @param supported whether a virtual machine can run here with the processors' help; a guest sees
 *     what its hypervisor passes on
 * @param extension the name of that help: {@code VT-x} or {@code AMD-V}
 * @param guest whether a hypervisor runs below this operating system. With Hyper-V switched on that
 *     is so for a laptop's own Windows too
 * @param hypervisor whose it is, such as {@code Microsoft} or {@code KVM}
 */
public record Virtualization(
    Optional<Boolean> supported,
    Optional<String> extension,
    Optional<Boolean> guest,
    Optional<String> hypervisor) {

  /** Nothing is known. */
  public static final Virtualization UNKNOWN =
      new Virtualization(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.Comparator;
import java.util.ServiceLoader;

/**
 * Finds out what machine this is. Module {@code hardware} provides one through {@link
 * ServiceLoader}; the core brings one that knows only what the JDK tells.
 *
 * <p>Implementations may be called by several threads at once, and fail for no machine: what they
 * can't find out they leave empty.
 */
public interface MachineProbe {
  /** Probes now; may take a second, as drivers are asked. */
  Machine probe();

  /** How much it knows; the probe with the highest number is asked. The JDK's has 0. */
  default int rank() {
    return 1;
  }

  /** The installed probe that knows most. */
  static MachineProbe best() {
    return ServiceLoader.load(MachineProbe.class).stream()
        .map(ServiceLoader.Provider::get)
        .max(Comparator.comparingInt(MachineProbe::rank))
        .orElseGet(JdkProbe::new);
  }
}

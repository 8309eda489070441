// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One graphics card.
 *
 * @param name as its driver calls it, such as {@code NVIDIA GeForce RTX 3060 Laptop GPU}
 * @param vendor who made it
 * @param memoryBytes its own memory
 * @param memoryUsedBytes how much of that is taken
 * @param driver the driver's version, such as {@code 566.14}
 * @param cuda the newest CUDA version that the driver serves, such as {@code 12.7}
 * @param utilizationPercent the share of the last moments in which it computed, 0 to 100
 * @param processes the programs computing on it: empty when unknown, an empty list when none runs
 */
public record Gpu(
    String name,
    Optional<String> vendor,
    OptionalLong memoryBytes,
    OptionalLong memoryUsedBytes,
    Optional<String> driver,
    Optional<String> cuda,
    OptionalInt utilizationPercent,
    Optional<List<GpuProcess>> processes) {

  /** Copies the list. */
  public Gpu {
    processes = processes.map(List::copyOf);
  }
}

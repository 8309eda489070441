// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The host's memory, in bytes.
 *
 * @param totalBytes what the operating system manages: a little less than is plugged in
 * @param availableBytes what programs can still get without swapping
 * @param swapTotalBytes disk space set aside for pages that leave memory; 0 means none
 * @param swapUsedBytes how much of it is taken
 * @param virtual how much all programs together may ask for
 */
public record Memory(
    long totalBytes,
    OptionalLong availableBytes,
    OptionalLong swapTotalBytes,
    OptionalLong swapUsedBytes,
    Optional<VirtualMemory> virtual) {

  /** Checks the size. */
  public Memory {
    if (totalBytes < 1) {
      throw new IllegalArgumentException("totalBytes: " + totalBytes + " (expected: 1 or more)");
    }
  }
}

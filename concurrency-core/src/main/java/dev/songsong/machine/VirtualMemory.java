// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

/**
 * The memory that all programs together may ask for, in bytes.
 *
 * @param maxBytes the largest sum
 * @param usedBytes what they have asked for so far
 * @param rule what the largest sum means on this system
 */
public record VirtualMemory(long maxBytes, long usedBytes, Rule rule) {
  /** Who holds programs to {@link VirtualMemory#maxBytes()}. */
  public enum Rule {
    /** Asking for more fails: Windows, and Linux with {@code vm.overcommit_memory=2}. */
    ENFORCED,
    /** Linux counts ({@code CommitLimit}) but lets programs ask for more. */
    ADVISORY,
    /** The system reports the sum; whether it holds programs to it is unknown. */
    REPORTED
  }
}

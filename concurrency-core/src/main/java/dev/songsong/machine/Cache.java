// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * All caches of one level, kind and size.
 *
 * @param level 1 is nearest to the core
 * @param kind what it holds
 * @param sizeBytes the size of one instance
 * @param instances how many there are on the machine; the cores around one share it
 */
public record Cache(int level, Kind kind, long sizeBytes, OptionalInt instances) {
  /** What a cache holds. */
  public enum Kind {
    /** Instructions only. */
    INSTRUCTION,
    /** Data only. */
    DATA,
    /** Instructions and data. */
    UNIFIED
  }

  /** Checks the numbers. */
  public Cache {
    if (level < 1) {
      throw new IllegalArgumentException("level: " + level + " (expected: 1 or more)");
    }
    if (sizeBytes < 1) {
      throw new IllegalArgumentException("sizeBytes: " + sizeBytes + " (expected: 1 or more)");
    }
  }

  /** The usual short name: L1i, L1d, L2, L3. */
  public String name() {
    return "L" + level + suffix();
  }

  /** All instances together, in bytes. */
  public OptionalLong totalBytes() {
    return instances.isPresent()
        ? OptionalLong.of(sizeBytes * instances.getAsInt())
        : OptionalLong.empty();
  }

  private String suffix() {
    return switch (kind) {
      case INSTRUCTION -> "i";
      case DATA -> "d";
      case UNIFIED -> "";
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.Serializable;

/**
 * What one image may cost; checked from its header, before anything is decoded.
 *
 * @param maxPixels width times height at most
 * @param maxBytes of memory for the file and its pixels at most
 */
public record Limits(long maxPixels, long maxBytes) implements Serializable {
  /** A hundred million pixels, one GiB. */
  public static final Limits DEFAULT = new Limits(100_000_000L, 1L << 30);

  /** Checks that both are positive. */
  public Limits {
    positive("max-pixels", maxPixels);
    positive("max-bytes", maxBytes);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
  }
}

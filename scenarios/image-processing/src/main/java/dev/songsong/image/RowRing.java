// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.Arrays;

/** The last few source rows as floats; each row is converted once. Used by one thread. */
final class RowRing {
  private final PixelRows source;
  private final float[][] rows;
  private final int[] held;

  RowRing(PixelRows source, int size, int length) {
    this.source = source;
    rows = new float[size][length];
    held = new int[size];
    Arrays.fill(held, -1);
  }

  float[] row(int y) {
    int slot = y % rows.length;
    if (held[slot] != y) {
      source.load(y, rows[slot]);
      held[slot] = y;
    }
    return rows[slot];
  }
}

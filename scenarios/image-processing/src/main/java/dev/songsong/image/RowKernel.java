// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.Arrays;

/** The inner loops of resizing: plain, so that the JIT compiler makes vector code of them. */
final class RowKernel {
  private RowKernel() {}

  /** Sums the source rows that make target row {@code y}. */
  static void sumRows(RowRing ring, Weights down, int y, float[] sums) {
    int first = down.first()[y];
    int taps = down.taps();
    float[] weights = down.values();
    int at = y * taps;
    Arrays.fill(sums, 0);
    int k = 0;
    // Four rows at a time: the sums are read and written a quarter as often.
    for (; k + 4 <= taps; k += 4) {
      addFour(
          ring.row(first + k),
          ring.row(first + k + 1),
          ring.row(first + k + 2),
          ring.row(first + k + 3),
          weights,
          at + k,
          sums);
    }
    for (; k < taps; k++) {
      addOne(ring.row(first + k), weights[at + k], sums);
    }
  }

  private static void addFour(
      float[] a, float[] b, float[] c, float[] d, float[] weights, int at, float[] sums) {
    float wa = weights[at];
    float wb = weights[at + 1];
    float wc = weights[at + 2];
    float wd = weights[at + 3];
    for (int i = 0; i < sums.length; i++) {
      sums[i] += a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
    }
  }

  private static void addOne(float[] row, float weight, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  /** Resamples one row along. */
  static void resample(float[] row, Weights along, int channels, float[] line) {
    switch (channels) {
      case 1 -> resampleOne(row, along, line);
      case 3 -> resampleThree(row, along, line);
      default -> resampleFour(row, along, line);
    }
  }

  private static void resampleOne(float[] row, Weights along, float[] line) {
    float[] weights = along.values();
    int taps = along.taps();
    int w = 0;
    for (int x = 0; x < line.length; x++) {
      int s = along.first()[x];
      float sum = 0;
      for (int k = 0; k < taps; k++) {
        sum += row[s++] * weights[w++];
      }
      line[x] = sum;
    }
  }

  private static void resampleThree(float[] row, Weights along, float[] line) {
    float[] weights = along.values();
    int[] first = along.first();
    int taps = along.taps();
    int w = 0;
    for (int x = 0; x < first.length; x++) {
      int s = first[x] * 3;
      float a = 0;
      float b = 0;
      float c = 0;
      for (int k = 0; k < taps; k++) {
        float weight = weights[w++];
        a += row[s] * weight;
        b += row[s + 1] * weight;
        c += row[s + 2] * weight;
        s += 3;
      }
      line[x * 3] = a;
      line[x * 3 + 1] = b;
      line[x * 3 + 2] = c;
    }
  }

  private static void resampleFour(float[] row, Weights along, float[] line) {
    float[] weights = along.values();
    int[] first = along.first();
    int taps = along.taps();
    int w = 0;
    for (int x = 0; x < first.length; x++) {
      int s = first[x] * 4;
      float a = 0;
      float b = 0;
      float c = 0;
      float d = 0;
      for (int k = 0; k < taps; k++) {
        float weight = weights[w++];
        a += row[s] * weight;
        b += row[s + 1] * weight;
        c += row[s + 2] * weight;
        d += row[s + 3] * weight;
        s += 4;
      }
      line[x * 4] = a;
      line[x * 4 + 1] = b;
      line[x * 4 + 2] = c;
      line[x * 4 + 3] = d;
    }
  }
}

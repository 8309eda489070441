// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/** The definition, in double precision and without any thought of speed. */
final class ExactLanczos {
  private ExactLanczos() {}

  static double[] resize(int[] values, int w, int h, int toW, int toH, int channels, int max) {
    var weighted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      boolean colour = channels == 4 && i % 4 < 3;
      weighted[i] = colour ? (double) values[i] * values[i / 4 * 4 + 3] / max : values[i];
    }
    var result = new double[toW * toH * channels];
    for (int y = 0; y < toH; y++) {
      for (int x = 0; x < toW; x++) {
        for (int c = 0; c < channels; c++) {
          result[(y * toW + x) * channels + c] =
              sum(
                  weighted,
                  w,
                  h,
                  (x + 0.5) * w / toW,
                  (y + 0.5) * h / toH,
                  Math.max(1, (double) w / toW),
                  Math.max(1, (double) h / toH),
                  channels,
                  c);
        }
      }
    }
    for (int i = 0; i < result.length; i++) {
      boolean colour = channels == 4 && i % 4 < 3;
      double opacity = colour ? result[i / 4 * 4 + 3] / max : 1;
      result[i] = Math.clamp(opacity > 0 ? result[i] / opacity : 0, 0, max);
    }
    return result;
  }

  private static double sum(
      double[] values,
      int w,
      int h,
      double cx,
      double cy,
      double sx,
      double sy,
      int channels,
      int channel) {
    double sum = 0;
    double weights = 0;
    for (int y = 0; y < h; y++) {
      double wy = kernel((y + 0.5 - cy) / sy);
      for (int x = 0; x < w && wy != 0; x++) {
        double weight = wy * kernel((x + 0.5 - cx) / sx);
        sum += weight * values[(y * w + x) * channels + channel];
        weights += weight;
      }
    }
    return sum / weights;
  }

  private static double kernel(double x) {
    return x == 0 ? 1 : Math.abs(x) >= 3 ? 0 : sinc(x) * sinc(x / 3);
  }

  private static double sinc(double x) {
    return Math.sin(Math.PI * x) / (Math.PI * x);
  }
}

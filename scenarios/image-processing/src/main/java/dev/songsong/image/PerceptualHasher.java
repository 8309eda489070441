// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The 64-bit DCT hash: images that look alike differ in few bits.
 *
 * <p>The image shrinks to 32x32 grey; of its cosine transform the 8x8 lowest waves count, without
 * the flat ones; each gives a bit: above the median or not.
 */
final class PerceptualHasher {
  private static final int SIDE = 32;
  private static final int WAVES = 8;

  private PerceptualHasher() {}

  static long hash(Mat image) {
    try (Mat grey = Filters.grey(image);
        Mat small = Lanczos.resize(grey, SIDE, SIDE);
        var values = new Mat();
        var waves = new Mat()) {
      small.convertTo(values, opencv_core.CV_32F);
      opencv_core.dct(values, waves);
      return bits(lowest(waves));
    }
  }

  private static float[] lowest(Mat waves) {
    var lowest = new float[WAVES * WAVES];
    var all = PixelRows.memory(waves).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int y = 0; y < WAVES; y++) {
      for (int x = 0; x < WAVES; x++) {
        lowest[y * WAVES + x] = all.get((y + 1) * SIDE + x + 1);
      }
    }
    return lowest;
  }

  private static long bits(float[] waves) {
    float[] sorted = waves.clone();
    Arrays.sort(sorted);
    float median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    long bits = 0;
    for (int i = 0; i < waves.length; i++) {
      bits |= waves[i] > median ? 1L << i : 0;
    }
    return bits;
  }
}

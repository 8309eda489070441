// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Puts images with opacity on white. */
final class Transparency {
  private Transparency() {}

  /** Replaces 8-bit BGR with opacity by BGR. */
  static void flatten(Mat image) {
    var result = new Mat(image.rows(), image.cols(), opencv_core.CV_8UC3);
    var from = new float[image.cols() * 4];
    var to = new float[image.cols() * 3];
    PixelRows source = PixelRows.of(image);
    PixelRows target = PixelRows.of(result);
    for (int y = 0; y < image.rows(); y++) {
      source.load(y, from);
      for (int x = 0; x < image.cols(); x++) {
        // Rows are loaded with their colours already weighted by opacity.
        float white = 255 - from[x * 4 + 3];
        to[x * 3] = from[x * 4] + white;
        to[x * 3 + 1] = from[x * 4 + 1] + white;
        to[x * 3 + 2] = from[x * 4 + 2] + white;
      }
      target.store(y, to);
    }
    image.put(result);
    result.close();
  }
}

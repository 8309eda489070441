// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Lays images over one another by their opacity. */
final class Transparency {
  private Transparency() {}

  /** 8-bit BGR with opacity as BGR on white; the caller closes it. */
  static Mat onWhite(Mat image) {
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
        for (int c = 0; c < 3; c++) {
          to[x * 3 + c] = from[x * 4 + c] + white;
        }
      }
      target.store(y, to);
    }
    return result;
  }

  /** Draws 8-bit BGR with opacity onto a part of the same size, which keeps its own opacity. */
  static void draw(Mat overlay, Mat part, double opacity) {
    int channels = part.channels();
    float scale = part.depth() == opencv_core.CV_16U ? 257 : 1;
    var above = new float[overlay.cols() * 4];
    var below = new float[part.cols() * channels];
    PixelRows source = PixelRows.of(overlay);
    PixelRows target = PixelRows.of(part);
    for (int y = 0; y < part.rows(); y++) {
      source.load(y, above);
      target.load(y, below);
      for (int x = 0; x < part.cols(); x++) {
        float through = 1 - above[x * 4 + 3] / 255 * (float) opacity;
        float weight = channels == 4 ? below[x * 4 + 3] / (255 * scale) : 1;
        for (int c = 0; c < Math.min(channels, 3); c++) {
          int i = x * channels + c;
          float colour = above[x * 4 + c] * (float) opacity * scale * weight;
          below[i] = below[i] * through + colour;
        }
      }
      target.store(y, below);
    }
  }
}

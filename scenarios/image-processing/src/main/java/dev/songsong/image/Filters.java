// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.function.UnaryOperator;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Size;

/** Filters of OpenCV; each gives a new image that the caller closes. */
final class Filters {
  // Half a per cent of the pixels at each end may be lost to black and white.
  private static final double CLIPPED = 0.005;
  private static final double EDGE_LOW = 60;
  private static final double EDGE_HIGH = 150;

  private Filters() {}

  static Mat blur(Mat image, double sigma) {
    var blurred = new Mat();
    try (var automatic = new Size(0, 0)) {
      opencv_imgproc.GaussianBlur(image, blurred, automatic, sigma);
    }
    return blurred;
  }

  static Mat sharpen(Mat image, double amount, double sigma) {
    return onColours(
        image,
        colours -> {
          Mat result = blur(colours, sigma);
          opencv_core.addWeighted(colours, 1 + amount, result, -amount, 0, result);
          return result;
        });
  }

  static Mat contrast(Mat image, double factor) {
    double middle = max(image) / 2.0;
    return onColours(image, colours -> scaled(colours, factor, middle * (1 - factor)));
  }

  static Mat autoLevels(Mat image) {
    long[] counts = brightness(image);
    long clipped = (long) (image.total() * CLIPPED);
    int low = 0;
    int high = 255;
    for (long seen = counts[low]; seen <= clipped && low < 255; seen += counts[low]) {
      low++;
    }
    for (long seen = counts[high]; seen <= clipped && high > 0; seen += counts[high]) {
      high--;
    }
    if (high <= low) {
      return image.clone();
    }
    double factor = 255.0 / (high - low);
    double shift = -low * factor * max(image) / 255;
    return onColours(image, colours -> scaled(colours, factor, shift));
  }

  static Mat edges(Mat image) {
    var found = new Mat();
    try (Mat grey = grey(image)) {
      opencv_imgproc.Canny(grey, found, EDGE_LOW, EDGE_HIGH);
    }
    return found;
  }

  /** Brightness alone, 8 bits. */
  static Mat grey(Mat image) {
    var grey = new Mat();
    switch (image.channels()) {
      case 3 -> opencv_imgproc.cvtColor(image, grey, opencv_imgproc.COLOR_BGR2GRAY);
      case 4 -> opencv_imgproc.cvtColor(image, grey, opencv_imgproc.COLOR_BGRA2GRAY);
      default -> image.copyTo(grey);
    }
    if (grey.depth() == opencv_core.CV_16U) {
      grey.convertTo(grey, opencv_core.CV_8U, 1 / 257.0, 0);
    }
    return grey;
  }

  private static Mat scaled(Mat image, double factor, double shift) {
    var result = new Mat();
    image.convertTo(result, -1, factor, shift);
    return result;
  }

  private static int max(Mat image) {
    return image.depth() == opencv_core.CV_16U ? 65535 : 255;
  }

  private static long[] brightness(Mat image) {
    var counts = new long[256];
    try (Mat grey = grey(image)) {
      var row = new byte[grey.cols()];
      for (int y = 0; y < grey.rows(); y++) {
        PixelRows.memory(grey).get(Math.toIntExact(y * grey.step()), row);
        for (byte value : row) {
          counts[value & 0xFF]++;
        }
      }
    }
    return counts;
  }

  /** Changes the colours and leaves the opacity, if there is one, as it is. */
  private static Mat onColours(Mat image, UnaryOperator<Mat> change) {
    if (image.channels() != 4) {
      return change.apply(image);
    }
    try (var colours = new Mat();
        var opacity = new Mat()) {
      opencv_imgproc.cvtColor(image, colours, opencv_imgproc.COLOR_BGRA2BGR);
      opencv_core.extractChannel(image, opacity, 3);
      try (Mat changed = change.apply(colours);
          var both = new MatVector(changed, opacity)) {
        var merged = new Mat();
        opencv_core.merge(both, merged);
        return merged;
      }
    }
  }
}

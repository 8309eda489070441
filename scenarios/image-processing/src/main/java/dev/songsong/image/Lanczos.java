// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Resizes 8- and 16-bit images of one, three or four channels; the fourth is transparency.
 *
 * <p>Separable: each target row is first summed from source rows, then resampled along. Only as
 * many source rows as one target row needs are held as floats, so memory stays small next to the
 * image.
 */
final class Lanczos {
  private Lanczos() {}

  /** A new image of the given size; the caller closes it. */
  static Mat resize(Mat source, int width, int height) {
    return resize(source, Span.whole(source.cols()), Span.whole(source.rows()), width, height);
  }

  /** A new image of the part that the spans cover; the caller closes it. */
  static Mat resize(Mat source, Span across, Span downwards, int width, int height) {
    int channels = source.channels();
    Weights down = Weights.lanczos(source.rows(), downwards, height);
    Weights along = Weights.lanczos(source.cols(), across, width);
    var target = new Mat(height, width, source.type());
    PixelRows from = PixelRows.of(source);
    PixelRows to = PixelRows.of(target);
    var ring = new RowRing(from, down.taps(), source.cols() * channels);
    var sums = new float[source.cols() * channels];
    var line = new float[width * channels];
    for (int y = 0; y < height; y++) {
      RowKernel.sumRows(ring, down, y, sums);
      RowKernel.resample(sums, along, channels, line);
      to.store(y, line);
    }
    return target;
  }

  /** Whether the image has a form that {@link #resize} takes. */
  static boolean takes(Mat image) {
    return (image.depth() == opencv_core.CV_8U || image.depth() == opencv_core.CV_16U)
        && image.channels() != 2
        && image.channels() <= 4;
  }
}

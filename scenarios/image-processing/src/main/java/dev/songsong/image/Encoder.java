// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Turns pixels into a file's bytes. */
final class Encoder {
  private Encoder() {}

  static byte[] encode(Mat pixels, String name, ImageFormat format, int quality) {
    try (var file = new BytePointer();
        var settings = settings(format, quality);
        var written = fit(pixels, format)) {
      if (!opencv_imgcodecs.imencode("." + format.extension(), written, file, settings)) {
        throw new ImageException(name, "can't be written", "an image that " + format + " can hold");
      }
      var bytes = new byte[Math.toIntExact(file.limit())];
      file.get(bytes);
      return bytes;
    }
  }

  private static IntPointer settings(ImageFormat format, int quality) {
    return switch (format) {
      case JPEG -> new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality);
      case WEBP -> new IntPointer(opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality);
      // Level 3 takes a third of level 6's time for files a few per cent larger.
      case PNG -> new IntPointer(opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 3);
      case TIFF, GIF -> new IntPointer();
    };
  }

  /** The same pixels, or a copy in the form the format can hold; the caller closes it. */
  private static Mat fit(Mat pixels, ImageFormat format) {
    var fitted = new Mat(pixels);
    boolean eightBits = format != ImageFormat.PNG && format != ImageFormat.TIFF;
    if (eightBits && pixels.depth() == opencv_core.CV_16U) {
      pixels.convertTo(fitted, opencv_core.CV_8U, 1 / 257.0, 0);
    }
    if (format == ImageFormat.JPEG && fitted.channels() == 4) {
      Transparency.flatten(fitted);
    }
    if (format == ImageFormat.GIF && fitted.channels() == 1) {
      opencv_imgproc.cvtColor(fitted, fitted, opencv_imgproc.COLOR_GRAY2BGR);
    }
    return fitted;
  }
}

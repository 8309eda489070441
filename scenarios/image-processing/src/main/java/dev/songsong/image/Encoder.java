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

  static byte[] encode(Mat pixels, String name, ImageFormat format, int quality, Metadata kept) {
    try (var file = new BytePointer();
        var settings = settings(format, quality);
        var written = fit(pixels, format)) {
      String extension = "." + format.extension();
      boolean done =
          kept.isEmpty()
              ? opencv_imgcodecs.imencode(extension, written, file, settings)
              : kept.encode(extension, written, file, settings);
      if (!done) {
        throw new ImageException(name, "can't be written", "an image that " + format + " can hold");
      }
      var bytes = new byte[Math.toIntExact(file.limit())];
      file.get(bytes);
      return bytes;
    }
  }

  /** Whether EXIF and XMP can be written into the format. */
  static boolean holdsMetadata(ImageFormat format) {
    return switch (format) {
      case JPEG, PNG, WEBP -> true;
      case TIFF, GIF -> false;
    };
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
    boolean eightBits = format != ImageFormat.PNG && format != ImageFormat.TIFF;
    var fitted = new Mat(pixels);
    if (eightBits && fitted.depth() == opencv_core.CV_16U) {
      replace(fitted, converted(fitted));
    }
    if (format == ImageFormat.JPEG && fitted.channels() == 4) {
      replace(fitted, Transparency.onWhite(fitted));
    }
    if (format == ImageFormat.GIF && fitted.channels() == 1) {
      var colours = new Mat();
      opencv_imgproc.cvtColor(fitted, colours, opencv_imgproc.COLOR_GRAY2BGR);
      replace(fitted, colours);
    }
    return fitted;
  }

  private static Mat converted(Mat sixteenBits) {
    var eightBits = new Mat();
    sixteenBits.convertTo(eightBits, opencv_core.CV_8U, 1 / 257.0, 0);
    return eightBits;
  }

  private static void replace(Mat view, Mat other) {
    view.put(other);
    other.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Turns a file's bytes into pixels: 8 or 16 bits of grey, BGR or BGR with opacity. */
final class Decoder {
  private Decoder() {}

  /**
   * Decodes.
   *
   * @param shrink 1, or 2, 4 or 8 for a JPEG to be decoded at that fraction of its size
   */
  static Mat decode(BytePointer file, String name, Header header, int shrink) {
    Mat pixels;
    try (var bytes = new Mat(1, Math.toIntExact(file.limit()), opencv_core.CV_8UC1, file)) {
      pixels = opencv_imgcodecs.imdecode(bytes, flags(header, shrink));
    } catch (RuntimeException e) {
      throw new ImageException(name, "can't be decoded: " + firstLine(e), rule(header), e);
    }
    if (pixels.empty()) {
      throw new ImageException(name, "can't be decoded", rule(header));
    }
    if (!Lanczos.takes(pixels)) {
      throw new ImageException(name, "has values of an unusual kind", "8 or 16 bits a value");
    }
    return pixels;
  }

  private static int flags(Header header, int shrink) {
    boolean grey = header.samples() == 1;
    return switch (shrink) {
      case 1 -> opencv_imgcodecs.IMREAD_UNCHANGED;
      case 2 -> reduced(grey, opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2);
      case 4 -> reduced(grey, opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4);
      default -> reduced(grey, opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8);
    };
  }

  private static int reduced(boolean grey, int size) {
    int colour = grey ? 0 : opencv_imgcodecs.IMREAD_COLOR;
    return size | colour | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
  }

  private static String rule(Header header) {
    return "an undamaged " + header.format();
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}

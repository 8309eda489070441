// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** Turns a file's bytes into pixels: 8 or 16 bits of grey, BGR or BGR with opacity, in sRGB. */
final class Decoder {
  /** Pixels, and what else the file carries. */
  record Decoded(Mat pixels, Metadata metadata) {}

  private Decoder() {}

  /**
   * Decodes.
   *
   * @param shrink 1, or 2, 4 or 8 for a JPEG to be decoded at that fraction of its size
   * @param withMetadata whether EXIF and XMP are wanted
   */
  static Decoded decode(Path file, String name, Header header, int shrink, boolean withMetadata) {
    boolean inks = header.colours() == Header.Colours.CMYK;
    if (header.format() == ImageFormat.TIFF && !inks && isPlain(file)) {
      // Often large, and its decoder reads strip by strip: no need to hold the file too.
      return checked(tiff(file, name, header), name, header);
    }
    try (BytePointer bytes = NativeFile.read(file, name)) {
      Completeness.check(bytes, name, header.format());
      boolean profiled = header.colours() == Header.Colours.PROFILED;
      Decoded decoded =
          withMetadata || profiled
              ? withMetadata(bytes, name, header, flags(header, shrink))
              : new Decoded(
                  inks ? Inks.decode(bytes, name, header) : pixels(bytes, name, header, shrink),
                  Metadata.NONE);
      if (withMetadata && inks) {
        decoded.pixels().close();
        decoded = new Decoded(Inks.decode(bytes, name, header), decoded.metadata());
      }
      return checked(decoded, name, header);
    }
  }

  /** Whether OpenCV can open the file by its name: on Windows it knows ASCII alone. */
  private static boolean isPlain(Path file) {
    return file.toString().chars().allMatch(c -> c < 128);
  }

  private static Decoded tiff(Path file, String name, Header header) {
    try (var kinds = new IntPointer();
        var values = new MatVector()) {
      Mat pixels =
          opencv_imgcodecs.imreadWithMetadata(
              file.toString(), kinds, values, opencv_imgcodecs.IMREAD_UNCHANGED);
      return new Decoded(pixels, Metadata.of(kinds, values));
    } catch (RuntimeException e) {
      throw failure(name, header, e);
    }
  }

  private static Decoded checked(Decoded decoded, String name, Header header) {
    Mat pixels = decoded.pixels();
    if (pixels.empty()) {
      throw new ImageException(name, "can't be decoded", rule(header));
    }
    if (!Lanczos.takes(pixels)) {
      pixels.close();
      throw new ImageException(name, "has values of an unusual kind", "8 or 16 bits a value");
    }
    if (header.colours() == Header.Colours.PROFILED) {
      toSrgb(decoded, name);
    }
    return decoded;
  }

  private static void toSrgb(Decoded decoded, String name) {
    try {
      decoded.metadata().profile().ifPresent(p -> Profiles.toSrgb(decoded.pixels(), p, name));
    } catch (ImageException e) {
      decoded.pixels().close();
      throw e;
    }
  }

  private static Mat pixels(BytePointer file, String name, Header header, int shrink) {
    try (var bytes = view(file)) {
      return opencv_imgcodecs.imdecode(bytes, flags(header, shrink));
    } catch (RuntimeException e) {
      throw failure(name, header, e);
    }
  }

  private static Decoded withMetadata(BytePointer file, String name, Header header, int flags) {
    try (var bytes = view(file);
        var kinds = new IntPointer();
        var values = new MatVector()) {
      Mat pixels = opencv_imgcodecs.imdecodeWithMetadata(bytes, kinds, values, flags);
      return new Decoded(pixels, Metadata.of(kinds, values));
    } catch (RuntimeException e) {
      throw failure(name, header, e);
    }
  }

  private static Mat view(BytePointer file) {
    return new Mat(1, Math.toIntExact(file.limit()), opencv_core.CV_8UC1, file);
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

  private static ImageException failure(String name, Header header, RuntimeException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new ImageException(name, "can't be decoded: " + first, rule(header), e);
  }

  private static String rule(Header header) {
    return "an undamaged " + header.format();
  }
}

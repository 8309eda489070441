// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** One image on its way through a recipe. Used by one thread; closing frees the pixels. */
final class Canvas implements AutoCloseable {
  final String name;
  final Limits limits;
  final List<Box> faces = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final Metadata metadata;
  @Nullable String text;
  @Nullable String hocr;
  @Nullable Long hash;
  private int orientation;
  private Mat pixels;
  // The whole image's size, and by what the decoder has divided it; 1 after the first resize.
  private Sizes full;
  private int shrink;
  private int turnedFrom = 1;

  Canvas(String name, Limits limits, Header header, int shrink, Decoder.Decoded decoded) {
    this.name = name;
    this.limits = limits;
    this.shrink = shrink;
    orientation = header.orientation();
    metadata = decoded.metadata();
    pixels = decoded.pixels();
    full = new Sizes(header.width(), header.height());
  }

  /** The image's size; a decoder that shrank has left fewer pixels than that. */
  Sizes size() {
    return shrink == 1 ? new Sizes(pixels.cols(), pixels.rows()) : full;
  }

  /** What of the pixels' columns the image covers. */
  Span across() {
    return span(pixels.cols(), full.width(), Upright.mirrorsAcross(turnedFrom));
  }

  /** What of the pixels' rows the image covers. */
  Span downwards() {
    return span(pixels.rows(), full.height(), Upright.mirrorsDown(turnedFrom));
  }

  Mat pixels() {
    return pixels;
  }

  /** EXIF's 1 to 8, of the pixels as they are now. */
  int orientation() {
    return orientation;
  }

  /** Goes on with these pixels and frees the ones before. */
  void pixels(Mat next) {
    replace(next);
    shrink = 1;
  }

  /** Goes on with upright pixels. */
  void upright(Mat next) {
    replace(next);
    full = full.upright(orientation);
    turnedFrom = orientation;
    orientation = 1;
  }

  private void replace(Mat next) {
    Mat before = pixels;
    pixels = next;
    before.close();
  }

  private Span span(int count, int whole, boolean mirrored) {
    if (shrink == 1) {
      return Span.whole(count);
    }
    double length = (double) whole / shrink;
    return new Span(mirrored ? count - length : 0, length);
  }

  @Override
  public void close() {
    pixels.close();
  }
}

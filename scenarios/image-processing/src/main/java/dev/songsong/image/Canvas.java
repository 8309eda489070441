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

  Canvas(String name, Limits limits, int orientation, Metadata metadata, Mat pixels) {
    this.name = name;
    this.limits = limits;
    this.orientation = orientation;
    this.metadata = metadata;
    this.pixels = pixels;
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
    Mat before = pixels;
    pixels = next;
    before.close();
  }

  /** Goes on with upright pixels. */
  void upright(Mat next) {
    pixels(next);
    orientation = 1;
  }

  @Override
  public void close() {
    pixels.close();
  }
}

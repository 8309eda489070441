// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** One image on its way through a recipe. Used by one thread; closing frees the pixels. */
final class Canvas implements AutoCloseable {
  final String name;
  final List<Box> faces = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  @Nullable String text;
  @Nullable String hocr;
  @Nullable Long hash;
  int orientation;
  private Mat pixels;

  Canvas(String name, int orientation, Mat pixels) {
    this.name = name;
    this.orientation = orientation;
    this.pixels = pixels;
  }

  Mat pixels() {
    return pixels;
  }

  /** Goes on with these pixels and frees the ones before. */
  void pixels(Mat next) {
    Mat before = pixels;
    pixels = next;
    before.close();
  }

  @Override
  public void close() {
    pixels.close();
  }
}

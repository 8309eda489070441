// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Applies operations to a canvas. Thread-safe, as its helpers are. */
final class Steps implements AutoCloseable {
  private final FaceFinder faceFinder = new FaceFinder();
  private final TextRecogniser recogniser = new TextRecogniser();

  void apply(Operation operation, Canvas canvas) {
    Mat pixels = canvas.pixels();
    Sizes size = canvas.size();
    switch (operation) {
      case Operation.AutoOrient _ -> orient(canvas);
      case Operation.Resize resize -> resize(canvas, size, size.after(resize));
      case Operation.Thumbnail thumbnail -> resize(canvas, size, size.after(thumbnail));
      case Operation.Crop(int width, int height, int x, int y) ->
          crop(canvas, size, new Box(x, y, width, height));
      case Operation.Blur(double sigma) -> canvas.pixels(Filters.blur(pixels, sigma));
      case Operation.Sharpen(double amount, double sigma) ->
          canvas.pixels(Filters.sharpen(pixels, amount, sigma));
      case Operation.Contrast(double factor) -> canvas.pixels(Filters.contrast(pixels, factor));
      case Operation.AutoLevels _ -> canvas.pixels(Filters.autoLevels(pixels));
      case Operation.Edges _ -> canvas.pixels(Filters.edges(pixels));
      case Operation.TextWatermark mark -> Watermarks.text(pixels, mark);
      case Operation.ImageWatermark mark -> Watermarks.image(pixels, mark, canvas.limits);
      case Operation.Faces(Operation.FaceMode mode) -> faces(canvas, size, mode);
      case Operation.Ocr(String languages, Operation.TextForm form) ->
          recognise(canvas, languages, form);
      case Operation.PerceptualHash _ -> canvas.hash = PerceptualHasher.hash(pixels);
    }
  }

  @Override
  public void close() {
    recogniser.close();
    faceFinder.close();
  }

  private static void orient(Canvas canvas) {
    if (canvas.orientation() != 1) {
      canvas.upright(Upright.turn(canvas.pixels(), canvas.orientation()));
    }
  }

  private static void resize(Canvas canvas, Sizes now, Sizes wanted) {
    if (!wanted.equals(now)) {
      Admission.check(canvas.name, wanted.width(), wanted.height(), canvas.limits);
      canvas.pixels(
          Lanczos.resize(
              canvas.pixels(),
              canvas.across(),
              canvas.downwards(),
              wanted.width(),
              wanted.height()));
    }
  }

  private static void crop(Canvas canvas, Sizes size, Box box) {
    if (box.x() + box.width() > size.width() || box.y() + box.height() > size.height()) {
      throw new ImageException(
          canvas.name,
          "crop " + box.width() + "x" + box.height() + "+" + box.x() + "+" + box.y(),
          "within " + size.width() + "x" + size.height());
    }
    try (var place = new Rect(box.x(), box.y(), box.width(), box.height());
        var part = new Mat(canvas.pixels(), place)) {
      canvas.pixels(part.clone());
    }
  }

  private void faces(Canvas canvas, Sizes size, Operation.FaceMode mode) {
    var found = faceFinder.find(canvas.pixels());
    canvas.faces.addAll(found);
    switch (mode) {
      case DETECT -> {}
      case BLUR -> FaceFinder.blur(canvas.pixels(), found);
      case CROP -> {
        if (found.isEmpty()) {
          canvas.warnings.add(canvas.name + ": no face found; not cropped");
        } else {
          crop(canvas, size, FaceFinder.around(found, size));
        }
      }
    }
  }

  private void recognise(Canvas canvas, String languages, Operation.TextForm form) {
    switch (form) {
      case TEXT -> canvas.text = recogniser.text(canvas.pixels(), languages);
      case HOCR -> canvas.hocr = recogniser.hocr(canvas.pixels(), languages);
    }
  }
}

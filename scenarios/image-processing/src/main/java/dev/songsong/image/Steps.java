// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/** Applies one operation. */
final class Steps {
  private Steps() {}

  static void apply(Operation operation, Canvas canvas) {
    var size = new Sizes(canvas.pixels().cols(), canvas.pixels().rows());
    switch (operation) {
      case Operation.AutoOrient _ -> orient(canvas);
      case Operation.Resize resize -> resize(canvas, size.after(resize));
      case Operation.Thumbnail thumbnail -> resize(canvas, size.after(thumbnail));
      default ->
          throw new ImageException(canvas.name, operation + " isn't supported", "resize, orient");
    }
  }

  private static void orient(Canvas canvas) {
    if (canvas.orientation != 1) {
      canvas.pixels(Upright.turn(canvas.pixels(), canvas.orientation));
      canvas.orientation = 1;
    }
  }

  private static void resize(Canvas canvas, Sizes size) {
    if (size.width() != canvas.pixels().cols() || size.height() != canvas.pixels().rows()) {
      canvas.pixels(Lanczos.resize(canvas.pixels(), size.width(), size.height()));
    }
  }
}

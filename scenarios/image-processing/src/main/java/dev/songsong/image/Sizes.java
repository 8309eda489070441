// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/**
 * Works out sizes from operations.
 *
 * @param width in pixels
 * @param height in pixels
 */
record Sizes(int width, int height) {
  /** The size that a resize asks for. */
  Sizes after(Operation.Resize resize) {
    return switch (resize.fit()) {
      case EXACT -> new Sizes(resize.width(), resize.height());
      case LONGEST -> scaled((double) resize.width() / Math.max(width, height));
      case WITHIN ->
          scaled(Math.min((double) resize.width() / width, (double) resize.height() / height));
    };
  }

  /** The size that a thumbnail asks for: never larger than it is. */
  Sizes after(Operation.Thumbnail thumbnail) {
    return scaled(Math.min(1, (double) thumbnail.size() / Math.max(width, height)));
  }

  /** Width and height exchanged if the orientation lies on its side. */
  Sizes upright(int orientation) {
    return orientation >= 5 ? new Sizes(height, width) : this;
  }

  private Sizes scaled(double factor) {
    return new Sizes(side(width * factor), side(height * factor));
  }

  private static int side(double exact) {
    return Math.clamp(Math.round(exact), 1, Operation.MAX_SIDE);
  }
}

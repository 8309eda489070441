// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/**
 * The part of an axis that the image covers, in pixels.
 *
 * <p>Less than all pixels where a decoder shrank by a factor that doesn't divide the size: its last
 * pixel then is only partly filled, and counting it whole would stretch the picture.
 *
 * @param origin where it begins
 * @param length how far it goes
 */
record Span(double origin, double length) {
  static Span whole(int pixels) {
    return new Span(0, pixels);
  }
}

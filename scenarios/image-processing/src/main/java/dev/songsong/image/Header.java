// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/**
 * What a file says about itself before its pixels.
 *
 * @param format by content
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param samples values a pixel
 * @param bits a value
 * @param orientation EXIF's 1 to 8; 1 is upright
 * @param colours what the values mean
 * @param frames of an animation or pages; 1 if not known
 */
record Header(
    ImageFormat format,
    int width,
    int height,
    int samples,
    int bits,
    int orientation,
    Colours colours,
    int frames) {

  /** How values are to be read. */
  enum Colours {
    /** Grey or sRGB, no conversion. */
    PLAIN,
    /** An RGB profile other than sRGB is embedded. */
    PROFILED,
    /** Four inks. */
    CMYK
  }

  long pixels() {
    return (long) width * height;
  }

  /** Memory for the decoded pixels. */
  long decodedBytes() {
    return pixels() * Math.max(samples, 1) * (bits > 8 ? 2 : 1);
  }
}

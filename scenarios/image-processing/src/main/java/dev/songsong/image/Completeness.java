// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.javacpp.BytePointer;

/**
 * Finds files that end early: decoders only warn about them and fill the rest with grey.
 *
 * <p>PNG and WebP are not looked at here, as reading their headers walks over all chunks, nor TIFF,
 * whose decoder refuses a strip that lies outside the file.
 */
final class Completeness {
  private Completeness() {}

  static void check(BytePointer file, String name, ImageFormat format) {
    boolean whole =
        switch (format) {
          case JPEG -> endOfImage(file);
          case GIF -> trailer(file);
          case PNG, WEBP, TIFF -> true;
        };
    if (!whole) {
      throw new ImageException(name, "ends early, or its end is missing", "a whole " + format);
    }
  }

  /** The bytes FF D9 can't occur in a scan's data, so that after a whole scan they are the end. */
  private static boolean endOfImage(BytePointer file) {
    long scan = startOfScan(file);
    for (long i = file.limit() - 2; scan >= 0 && i > scan; i--) {
      if (at(file, i) == 0xFF && at(file, i + 1) == 0xD9) {
        return true;
      }
    }
    return false;
  }

  private static long startOfScan(BytePointer file) {
    long i = 2;
    while (i + 4 <= file.limit() && at(file, i) == 0xFF) {
      int marker = at(file, i + 1);
      if (marker == 0xDA) {
        return i;
      }
      // A marker may be led in by any number of fill bytes.
      i += marker == 0xFF ? 1 : 2 + (at(file, i + 2) << 8 | at(file, i + 3));
    }
    return -1;
  }

  private static boolean trailer(BytePointer file) {
    // Some writers pad the file: the trailer is the last byte that is not zero.
    long i = file.limit() - 1;
    while (i > 0 && at(file, i) == 0) {
      i--;
    }
    return at(file, i) == 0x3B;
  }

  private static int at(BytePointer file, long i) {
    return file.get(i) & 0xFF;
  }
}

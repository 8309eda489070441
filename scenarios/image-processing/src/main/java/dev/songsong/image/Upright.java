// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Undoes the turn that EXIF's orientation describes. */
final class Upright {
  private Upright() {}

  /** A new upright image; the caller closes it. */
  static Mat turn(Mat image, int orientation) {
    var turned = new Mat();
    switch (orientation) {
      case 2 -> opencv_core.flip(image, turned, 1);
      case 3 -> opencv_core.rotate(image, turned, opencv_core.ROTATE_180);
      case 4 -> opencv_core.flip(image, turned, 0);
      case 5 -> opencv_core.transpose(image, turned);
      case 6 -> opencv_core.rotate(image, turned, opencv_core.ROTATE_90_CLOCKWISE);
      case 7 -> {
        opencv_core.rotate(image, turned, opencv_core.ROTATE_90_CLOCKWISE);
        opencv_core.flip(turned, turned, 0);
      }
      case 8 -> opencv_core.rotate(image, turned, opencv_core.ROTATE_90_COUNTERCLOCKWISE);
      default -> image.copyTo(turned);
    }
    return turned;
  }

  /** Whether the turn brings the last stored row or column to the left. */
  static boolean mirrorsAcross(int orientation) {
    return orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  }

  /** Whether the turn brings the last stored row or column to the top. */
  static boolean mirrorsDown(int orientation) {
    return orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bytedeco.opencv.opencv_core.Mat;

/** SHA-256 of an image's size, kind and pixels, whatever file format it goes into. */
final class PixelDigest {
  private PixelDigest() {}

  static String of(Mat image) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      String kind = image.cols() + "x" + image.rows() + ":" + image.type() + "\n";
      sha.update(kind.getBytes(StandardCharsets.US_ASCII));
      long rowBytes = image.cols() * image.elemSize();
      ByteBuffer all = PixelRows.memory(image);
      for (int y = 0; y < image.rows(); y++) {
        sha.update(all.slice(Math.toIntExact(y * image.step()), Math.toIntExact(rowBytes)));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.RenderingHints;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Converts colours of an embedded RGB profile to sRGB, through the JDK's own LittleCMS. */
final class Profiles {
  private static final int[] BGR = {2, 1, 0};

  private Profiles() {}

  /** Converts 8-bit colours in place, row by row; 16-bit ones are left as they are. */
  static void toSrgb(Mat image, byte[] profile, String name) {
    if (image.depth() != opencv_core.CV_8U || image.channels() < 3) {
      return;
    }
    try {
      var from = ICC_Profile.getInstance(profile);
      var to = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
      var hints = new RenderingHints(null);
      convert(image, new ColorConvertOp(new ICC_Profile[] {from, to}, hints));
    } catch (IllegalArgumentException | CMMException e) {
      throw new ImageException(name, "its colour profile is damaged", "an ICC profile", e);
    }
  }

  private static void convert(Mat image, ColorConvertOp conversion) {
    int channels = image.channels();
    int width = image.cols();
    var source = new byte[width * channels];
    WritableRaster from = row(source, width, channels);
    WritableRaster to =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, width * 3, 3, BGR, null);
    byte[] converted = ((DataBufferByte) to.getDataBuffer()).getData();
    ByteBuffer memory = PixelRows.memory(image);
    for (int y = 0; y < image.rows(); y++) {
      int at = Math.toIntExact(y * image.step());
      memory.get(at, source);
      conversion.filter(from, to);
      for (int x = 0; x < width; x++) {
        System.arraycopy(converted, x * 3, source, x * channels, 3);
      }
      memory.put(at, source);
    }
  }

  /** The three colours of a row, seen through an array that may have opacity between them. */
  private static WritableRaster row(byte[] bytes, int width, int channels) {
    return Raster.createInterleavedRaster(
        new DataBufferByte(bytes, bytes.length), width, 1, width * channels, channels, BGR, null);
  }
}

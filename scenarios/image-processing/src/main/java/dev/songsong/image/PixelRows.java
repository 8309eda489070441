// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Rows of a native image as floats and back.
 *
 * <p>Colours are multiplied by their opacity on the way in and divided on the way out, or
 * transparent pixels would bleed into visible ones. Valid while the image is open; one thread.
 */
final class PixelRows {
  private final MemorySegment pixels;
  private final long stride;
  private final int channels;
  private final float max;
  private final byte[] bytes;
  private final short[] shorts;

  private PixelRows(MemorySegment pixels, long stride, int channels, int values, boolean wide) {
    this.pixels = pixels;
    this.stride = stride;
    this.channels = channels;
    max = wide ? 65535 : 255;
    bytes = new byte[wide ? 0 : values];
    shorts = new short[wide ? values : 0];
  }

  static PixelRows of(Mat image) {
    long stride = image.step();
    return new PixelRows(
        MemorySegment.ofBuffer(memory(image)),
        stride,
        image.channels(),
        image.cols() * image.channels(),
        image.depth() == opencv_core.CV_16U);
  }

  /** The native memory itself, row after row, with the gaps that the image's step leaves. */
  static ByteBuffer memory(Mat image) {
    return image.data().capacity(image.step() * image.rows()).asByteBuffer();
  }

  void load(int y, float[] row) {
    if (shorts.length > 0) {
      MemorySegment.copy(pixels, ValueLayout.JAVA_SHORT, y * stride, shorts, 0, shorts.length);
      for (int i = 0; i < shorts.length; i++) {
        row[i] = shorts[i] & 0xFFFF;
      }
    } else {
      MemorySegment.copy(pixels, ValueLayout.JAVA_BYTE, y * stride, bytes, 0, bytes.length);
      for (int i = 0; i < bytes.length; i++) {
        row[i] = bytes[i] & 0xFF;
      }
    }
    if (channels == 4) {
      for (int i = 0; i < row.length; i += 4) {
        float opacity = row[i + 3] / max;
        row[i] *= opacity;
        row[i + 1] *= opacity;
        row[i + 2] *= opacity;
      }
    }
  }

  void store(int y, float[] row) {
    if (channels == 4) {
      for (int i = 0; i < row.length; i += 4) {
        float factor = row[i + 3] <= 0 ? 0 : max / row[i + 3];
        row[i] *= factor;
        row[i + 1] *= factor;
        row[i + 2] *= factor;
      }
    }
    if (shorts.length > 0) {
      for (int i = 0; i < shorts.length; i++) {
        shorts[i] = (short) Math.clamp(row[i] + 0.5f, 0f, 65535f);
      }
      MemorySegment.copy(shorts, 0, pixels, ValueLayout.JAVA_SHORT, y * stride, shorts.length);
    } else {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (int) Math.min(Math.max(row[i] + 0.5f, 0f), 255f);
      }
      MemorySegment.copy(bytes, 0, pixels, ValueLayout.JAVA_BYTE, y * stride, bytes.length);
    }
  }
}

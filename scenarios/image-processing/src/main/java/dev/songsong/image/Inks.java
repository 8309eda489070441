// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes CMYK through Java's ImageIO and TwelveMonkeys' readers, which know ink profiles: what
 * OpenCV does with four inks ignores them and shifts every colour.
 */
final class Inks {
  private Inks() {}

  static Mat decode(BytePointer file, String name, Header header) {
    var bytes = new byte[Math.toIntExact(file.limit())];
    file.get(bytes);
    String format = header.format().name();
    var readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new ImageException(name, "CMYK in a " + format, "CMYK in JPEG or TIFF");
    }
    ImageReader reader = readers.next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      return pixels(reader.read(0));
    } catch (IOException | RuntimeException e) {
      throw new ImageException(
          name, "can't be decoded: " + e.getMessage(), "an undamaged " + format, e);
    } finally {
      reader.dispose();
    }
  }

  private static Mat pixels(BufferedImage image) {
    var srgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    var graphics = srgb.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return of(srgb);
  }

  /** A native copy of an image of type 3BYTE_BGR. */
  static Mat of(BufferedImage bgr) {
    var pixels = new Mat(bgr.getHeight(), bgr.getWidth(), opencv_core.CV_8UC3);
    PixelRows.memory(pixels).put(((DataBufferByte) bgr.getRaster().getDataBuffer()).getData());
    return pixels;
  }
}

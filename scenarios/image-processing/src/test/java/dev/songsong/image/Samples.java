// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;

/** Seeded images, written by the JDK's own encoders rather than those under test. */
final class Samples {
  private Samples() {}

  /** Gradient, shapes and a little noise. */
  static BufferedImage picture(int width, int height, long seed) {
    var random = new Random(seed);
    var image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, Color.BLUE, width, height, Color.ORANGE));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 8; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(width), random.nextInt(height), width / 5 + 1, height / 5 + 1);
    }
    graphics.dispose();
    for (int i = 0; i < width * height / 10; i++) {
      image.setRGB(random.nextInt(width), random.nextInt(height), random.nextInt(1 << 24));
    }
    return image;
  }

  /** One colour. */
  static BufferedImage plain(int width, int height, int type, Color colour) {
    var image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  /** Red, green, blue and white quarters: top left, top right, bottom left, bottom right. */
  static BufferedImage quarters(int width, int height) {
    BufferedImage image = plain(width, height, BufferedImage.TYPE_3BYTE_BGR, Color.WHITE);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height / 2);
    graphics.setColor(Color.GREEN);
    graphics.fillRect(width / 2, 0, width - width / 2, height / 2);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(0, height / 2, width / 2, height - height / 2);
    graphics.dispose();
    return image;
  }

  /** Lines of black text on the white that they need. */
  static void text(Graphics2D graphics, int x, int y, int size, String... lines) {
    var g = (Graphics2D) graphics.create();
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
    for (int i = 0; i < lines.length; i++) {
      double baseline = y + (i + 1) * size * 1.5;
      double width = g.getFontMetrics().stringWidth(lines[i]);
      g.setColor(Color.WHITE);
      g.fill(new Rectangle2D.Double(x - size, baseline - size * 1.4, width + 2 * size, size * 2));
      g.setColor(Color.BLACK);
      g.drawString(lines[i], x, (float) baseline);
    }
    g.dispose();
  }

  /** Encoded by the JDK: jpg, png, gif or tif. */
  static byte[] encoded(BufferedImage image, String format) {
    try {
      var bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException(format + ": no writer (expected: one of the JDK's)");
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Four inks of one colour each, without a profile; stored upside down, as everybody does. */
  static byte[] cmykJpeg(int width, int height, int cyan, int magenta, int yellow, int black) {
    WritableRaster inks =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        inks.setPixel(x, y, new int[] {255 - cyan, 255 - magenta, 255 - yellow, 255 - black});
      }
    }
    ImageWriter writer = null;
    for (var all = ImageIO.getImageWritersByFormatName("jpeg"); all.hasNext(); ) {
      ImageWriter candidate = all.next();
      writer = candidate.getClass().getName().startsWith("com.sun") ? candidate : writer;
    }
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(inks, null, null), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    // Adobe's marker: four inks as they are, not turned into brightness and colour.
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    return inserted(bytes.toByteArray(), 2, 0xEE, adobe);
  }

  /** The JPEG with an EXIF block that says this orientation and a camera's make. */
  static byte[] withExif(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(6 + 8 + 2 + 2 * 12 + 4 + 10);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
    exif.putShort((short) 2);
    exif.putShort((short) 0x010F).putShort((short) 2).putInt(9).putInt(8 + 2 + 2 * 12 + 4);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0);
    exif.putInt(0);
    exif.put("Songsong\0\0".getBytes(StandardCharsets.US_ASCII));
    return withSegment(jpeg, 0xE1, exif.array());
  }

  /** The JPEG with a colour profile. */
  static byte[] withProfile(byte[] jpeg, byte[] profile) {
    ByteBuffer block = ByteBuffer.allocate(14 + profile.length);
    block.put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII));
    block.put((byte) 1).put((byte) 1).put(profile);
    return withSegment(jpeg, 0xE2, block.array());
  }

  /** A PNG whose header claims a size that its 64 bytes of data don't have. */
  static byte[] bombPng(int width, int height) {
    byte[] png = encoded(plain(8, 8, BufferedImage.TYPE_BYTE_GRAY, Color.GRAY), "png");
    ByteBuffer bytes = ByteBuffer.wrap(png);
    bytes.putInt(16, width).putInt(20, height);
    var crc = new CRC32();
    crc.update(png, 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    return png;
  }

  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    // After the JFIF segment, whose length stands in bytes 4 and 5.
    return inserted(jpeg, 4 + ByteBuffer.wrap(jpeg).getShort(4), marker, content);
  }

  private static byte[] inserted(byte[] jpeg, int at, int marker, byte[] content) {
    ByteBuffer all = ByteBuffer.allocate(jpeg.length + 4 + content.length);
    all.put(jpeg, 0, at);
    all.put((byte) 0xFF).put((byte) marker).putShort((short) (content.length + 2)).put(content);
    all.put(jpeg, at, jpeg.length - at);
    return all.array();
  }
}

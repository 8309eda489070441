// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;

/** Moving pictures by the JDK's encoder. */
final class Animations {
  private static final Color[] COLOURS = {Color.RED, Color.GREEN, Color.BLUE};

  private Animations() {}

  /** Frames of one colour each: red, green, blue, and again. */
  static byte[] gif(int frames) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames; i++) {
        Color colour = COLOURS[i % COLOURS.length];
        var frame = Samples.plain(20, 20, BufferedImage.TYPE_INT_RGB, colour);
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

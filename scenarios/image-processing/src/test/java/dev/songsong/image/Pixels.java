// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Looks at results through the JDK's decoders, which are not the ones under test. */
final class Pixels {
  private Pixels() {}

  static BufferedImage decoded(Processed image) {
    try {
      return ImageIO.read(new ByteArrayInputStream(image.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void near(BufferedImage image, int x, int y, Color expected, int tolerance) {
    var colour = new Color(image.getRGB(x, y), true);
    int[] distances = {
      colour.getRed() - expected.getRed(),
      colour.getGreen() - expected.getGreen(),
      colour.getBlue() - expected.getBlue()
    };
    for (int distance : distances) {
      assertThat(Math.abs(distance))
          .as("%s at %d,%d (expected: %s)", colour, x, y, expected)
          .isLessThanOrEqualTo(tolerance);
    }
  }

  /** Peak signal to noise ratio of the colours in decibel. */
  static double psnr(BufferedImage a, BufferedImage b) {
    assertThat(a.getWidth()).isEqualTo(b.getWidth());
    assertThat(a.getHeight()).isEqualTo(b.getHeight());
    double squares = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        int p = a.getRGB(x, y);
        int q = b.getRGB(x, y);
        for (int shift = 0; shift <= 16; shift += 8) {
          double distance = (p >> shift & 0xFF) - (q >> shift & 0xFF);
          squares += distance * distance;
        }
      }
    }
    double mean = squares / (3.0 * a.getWidth() * a.getHeight());
    return 10 * Math.log10(255.0 * 255.0 / mean);
  }
}

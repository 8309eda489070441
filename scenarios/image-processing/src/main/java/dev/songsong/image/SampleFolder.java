// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A folder of made-up photographs: the same seed makes the same files.
 *
 * @param width of each image in pixels
 * @param height of each image in pixels
 * @param seed makes the same images again
 */
record SampleFolder(int width, int height, long seed) {
  private static final int A_FOLDER = 20;
  private static final int DISTINCT = 12;
  private static final int NOISE = 24;
  private static final int GRAINS = 8191;

  /** Writes so many images into folders of twenty; after the first dozen they repeat. */
  List<Path> write(Path root, int count) throws IOException {
    var files = new ArrayList<Path>();
    for (int i = 0; i < count; i++) {
      // One in a dozen is a PNG, as in a folder of photographs with screenshots among them.
      String format = i % DISTINCT == DISTINCT - 1 ? "png" : "jpg";
      Path file =
          root.resolve("album-%02d".formatted(i / A_FOLDER))
              .resolve("photo-%04d.%s".formatted(i, format));
      Files.createDirectories(file.getParent());
      if (i < DISTINCT) {
        ImageIO.write(image(i), format, file.toFile());
      } else {
        Files.copy(files.get(i % DISTINCT), file, StandardCopyOption.REPLACE_EXISTING);
      }
      files.add(file);
    }
    return files;
  }

  private BufferedImage image(int number) {
    var random = new Random(seed * 1_000_003 + number);
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setPaint(new GradientPaint(0, 0, colour(random), width, height, colour(random)));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 12; i++) {
      graphics.setColor(colour(random));
      int size = 1 + random.nextInt(Math.max(1, width / 3));
      graphics.fillOval(random.nextInt(width), random.nextInt(height), size, size);
    }
    if (number % 3 == 1) {
      SampleArt.face(graphics, width * 0.45, height * 0.5, height * 0.4);
    }
    graphics.dispose();
    addNoise(image, random);
    return image;
  }

  /** Film grain: without it a photograph would compress too well. */
  private void addNoise(BufferedImage image, Random random) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    int[] grain = random.ints(GRAINS, 0, NOISE).toArray();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = brighter(pixels[i], grain[Math.floorMod(i * 31 + i / width * 17, GRAINS)]);
    }
  }

  private static int brighter(int rgb, int shift) {
    int red = Math.min(255, (rgb >> 16 & 255) + shift);
    int green = Math.min(255, (rgb >> 8 & 255) + shift);
    int blue = Math.min(255, (rgb & 255) + shift);
    return red << 16 | green << 8 | blue;
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(1 << 24));
  }
}

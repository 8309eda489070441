// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Any file read as the image that its first bytes say it is: a header, or a refusal in words. */
public final class HeaderReaderFuzz {
  private static final Path FILE = file();

  private HeaderReaderFuzz() {}

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzz", ".img");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** One of each format that the JDK writes. */
  public static List<byte[]> seeds() throws IOException {
    var seeds = new ArrayList<byte[]>();
    var image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (String format : List.of("png", "jpg", "gif", "tiff")) {
      var bytes = new ByteArrayOutputStream();
      ImageIO.write(image, format, bytes);
      seeds.add(bytes.toByteArray());
    }
    return seeds;
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    var format = ImageFormat.ofContent(input);
    if (format.isEmpty()) {
      return;
    }
    Files.write(FILE, input);
    try {
      Header header = HeaderReader.read(FILE, "fuzz", format.orElseThrow());
      if (header.width() < 1 || header.height() < 1) {
        throw new AssertionError(header);
      }
    } catch (ImageException e) {
      if (!e.getMessage().contains("(expected")) {
        throw new AssertionError("a message without a rule: " + e.getMessage(), e);
      }
    }
  }
}

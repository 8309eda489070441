// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decides from a file's first bytes and its header whether it may be decoded. */
final class Admission {
  private static final int HEAD = 12;

  private Admission() {}

  /**
   * The header of a file that may be decoded.
   *
   * @throws ImageException if it is empty, no image, mislabelled or over a limit
   */
  static Header header(Path file, String name, Limits limits) {
    Header header = HeaderReader.read(file, name, format(name, head(file, name, limits)));
    check(name, header.width(), header.height(), limits);
    // A step holds the image before it and the one after it.
    long needed = 2 * header.decodedBytes();
    if (needed > limits.maxBytes()) {
      throw new ImageException(
          name, needed + " bytes of pixels", "at most " + limits.maxBytes() + " bytes");
    }
    return header;
  }

  /** Refuses a size that has too many pixels. */
  static void check(String name, int width, int height, Limits limits) {
    long pixels = (long) width * height;
    if (pixels > limits.maxPixels()) {
      throw new ImageException(
          name,
          width + "x" + height + " = " + pixels + " pixels",
          "at most " + limits.maxPixels() + " pixels");
    }
  }

  private static ImageFormat format(String name, byte[] head) {
    if (head.length == 0) {
      throw new ImageException(name, "0 bytes", "an image");
    }
    ImageFormat content =
        ImageFormat.ofContent(head)
            .orElseThrow(() ->
                new ImageException(
                    name,
                    "not an image of a known kind, by its first bytes",
                    "one of " + ImageFormat.names()));
    ImageFormat promised = ImageFormat.ofName(name).orElse(content);
    if (promised != content) {
      throw new ImageException(
          name,
          "contains " + content,
          promised + " by its name; rename it to end in ." + content.extension());
    }
    return content;
  }

  private static byte[] head(Path file, String name, Limits limits) {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > limits.maxBytes()) {
        throw new ImageException(name, size + " bytes", "at most " + limits.maxBytes() + " bytes");
      }
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw new ImageException(name, "can't be read: " + e, "a readable file", e);
    }
  }
}

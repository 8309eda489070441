// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The file formats that are read and written. */
public enum ImageFormat {
  /** Lossy, 8 bits, no transparency. */
  JPEG("jpg", "jpeg", "jpe"),
  /** Lossless, 8 or 16 bits, with transparency. */
  PNG("png"),
  /** Lossy or lossless, 8 bits, with transparency. */
  WEBP("webp"),
  /** Lossless, 8 or 16 bits. */
  TIFF("tif", "tiff"),
  /** 256 colours; of an animation the first frame is read. */
  GIF("gif");

  private final List<String> extensions;

  ImageFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** The usual file name extension, without a dot. */
  public String extension() {
    return extensions.getFirst();
  }

  /** The format that a file's name promises. */
  public static Optional<ImageFormat> ofName(String fileName) {
    String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return fileName.indexOf('.') < 0
        ? Optional.empty()
        : Arrays.stream(values()).filter(f -> f.extensions.contains(extension)).findFirst();
  }

  /** The format that a file's first bytes show; twelve bytes are enough. */
  public static Optional<ImageFormat> ofContent(byte[] head) {
    if (startsWith(head, 0, 0xFF, 0xD8, 0xFF)) {
      return Optional.of(JPEG);
    }
    if (startsWith(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return Optional.of(PNG);
    }
    if (startsWith(head, 0, 'R', 'I', 'F', 'F') && startsWith(head, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(WEBP);
    }
    if (startsWith(head, 0, 'I', 'I', 42, 0) || startsWith(head, 0, 'M', 'M', 0, 42)) {
      return Optional.of(TIFF);
    }
    if (startsWith(head, 0, 'G', 'I', 'F', '8')) {
      return Optional.of(GIF);
    }
    return Optional.empty();
  }

  static ImageFormat parse(String name) {
    return ofName("x." + name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "format: " + name + " (expected: one of " + names() + ")"));
  }

  static String names() {
    return Arrays.stream(values())
        .map(f -> f.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static boolean startsWith(byte[] head, int at, int... expected) {
    if (head.length < at + expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((head[at + i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}

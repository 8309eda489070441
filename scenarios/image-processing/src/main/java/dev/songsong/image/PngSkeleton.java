// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import com.drew.imaging.ImageProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A PNG without its pixels: small, and sure to be whole.
 *
 * <p>A chunk says its own length, up to 2 GiB, and readers of metadata believe it and take that
 * much memory. Here each length is held against the file's before anything is read.
 */
final class PngSkeleton {
  private static final Set<String> KEPT = Set.of("IHDR", "eXIf", "iCCP", "IEND");
  private static final int SIGNATURE = 8;
  private static final int LENGTH_AND_TYPE = 8;
  private static final int CHECKSUM = 4;
  private static final int LARGEST_KEPT = 4 << 20;

  private PngSkeleton() {}

  /** Signature and the chunks about size, orientation and colours. */
  static byte[] of(Path file) throws IOException, ImageProcessingException {
    var skeleton = new ByteArrayOutputStream();
    try (var in = Files.newByteChannel(file)) {
      skeleton.write(FileBytes.read(in, 0, SIGNATURE).array());
      String type = "";
      for (long at = SIGNATURE; !type.equals("IEND"); ) {
        ByteBuffer head = FileBytes.read(in, at, LENGTH_AND_TYPE);
        type = new String(head.array(), 4, 4, StandardCharsets.ISO_8859_1);
        long whole = LENGTH_AND_TYPE + head.getInt() + (long) CHECKSUM;
        if (whole < LENGTH_AND_TYPE + CHECKSUM || at + whole > in.size()) {
          throw new ImageProcessingException("a chunk is longer than the file");
        }
        if (KEPT.contains(type) && whole <= LARGEST_KEPT) {
          skeleton.write(FileBytes.read(in, at, (int) whole).array());
        }
        at += whole;
      }
    }
    return skeleton.toByteArray();
  }
}

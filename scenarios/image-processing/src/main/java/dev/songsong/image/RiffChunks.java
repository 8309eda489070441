// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import com.drew.imaging.ImageProcessingException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds the lengths that a WebP's chunks claim against the file's, before anyone believes them. */
final class RiffChunks {
  private static final int HEAD = 8;
  private static final int FIRST = 12;

  private RiffChunks() {}

  static void check(Path file) throws IOException, ImageProcessingException {
    try (var in = Files.newByteChannel(file)) {
      long end = HEAD + length(in, 0);
      if (end > in.size()) {
        throw new ImageProcessingException("the file is shorter than it says");
      }
      for (long at = FIRST; at + HEAD <= end; ) {
        long length = length(in, at);
        // Chunks begin at even places.
        at += HEAD + length + (length & 1);
        if (at > end + 1) {
          throw new ImageProcessingException("a chunk is longer than the file");
        }
      }
    }
  }

  private static long length(SeekableByteChannel in, long at) throws IOException {
    return Integer.toUnsignedLong(
        FileBytes.read(in, at, HEAD).order(ByteOrder.LITTLE_ENDIAN).getInt(4));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Takes a file's room before it is mapped.
 *
 * <p>A file that was only made long has no room yet: the first touch of a page for which there is
 * none kills the JVM with SIGBUS. Written zeros fail with an exception instead.
 */
final class Reserve {
  private static final int CHUNK = 1 << 20;

  private Reserve() {}

  static void zeros(FileChannel file, long bytes) throws IOException {
    var chunk = ByteBuffer.allocateDirect((int) Math.min(CHUNK, bytes));
    for (long left = bytes; left > 0; ) {
      chunk.position(0).limit((int) Math.min(chunk.capacity(), left));
      left -= file.write(chunk);
    }
  }
}

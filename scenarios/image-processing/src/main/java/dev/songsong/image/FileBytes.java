// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reads parts of files. */
final class FileBytes {
  private FileBytes() {}

  /** So many bytes from a place, in big-endian order. */
  static ByteBuffer read(SeekableByteChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    channel.position(at);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("ends before byte " + (at + count));
      }
    }
    return bytes.flip();
  }
}

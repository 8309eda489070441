// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;

/** Reads a file into native memory, where the decoders want it, past the Java heap. */
final class NativeFile {
  private NativeFile() {}

  /** The whole file; the caller closes it. */
  static BytePointer read(Path file, String name) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = new BytePointer(Math.max(1, channel.size()));
      ByteBuffer buffer = bytes.asByteBuffer();
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // A channel may give less than it is asked for.
      }
      if (buffer.hasRemaining()) {
        bytes.close();
        throw new ImageException(name, "became shorter while it was read", "a file at rest");
      }
      return bytes;
    } catch (IOException e) {
      throw new ImageException(name, "can't be read: " + e.getMessage(), "a readable file", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What an answer carries. */
sealed interface Content {
  Content NONE = new Bytes(new byte[0]);

  /** All at once. */
  record Bytes(byte[] bytes) implements Content {}

  /** A file, or what the request asks of it. */
  record OfFile(Path file) implements Content {}

  /** Part of an open file; closed by who sends it. */
  record Slice(FileChannel channel, long offset, long length) implements Content {
    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Piece by piece. */
  record Streamed(Response.StreamWriter writer) implements Content {}
}

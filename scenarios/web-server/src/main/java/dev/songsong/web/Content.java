// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/** What an answer carries. */
sealed interface Content {
  Content NONE = new Bytes(new byte[0]);

  /** All at once. */
  record Bytes(byte[] bytes) implements Content {}

  /** A file, or what the request asks of it; not opened yet. */
  record OfFile(FileSource file) implements Content {}

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

  /**
   * Piece by piece.
   *
   * @param length how much it will be, as announced in the head; -1 if that is not known
   */
  record Streamed(Response.StreamWriter writer, long length) implements Content {}
}

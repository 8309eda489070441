// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A file's way to the client where the kernel can't send it: through TLS and HTTP/2. */
final class FileStream {
  private static final int PIECE = 64 << 10;

  private FileStream() {}

  /**
   * Sends all of it; on a virtual thread. The file is closed.
   *
   * @throws IOException if the client left or the file became shorter
   */
  static void write(Exchange exchange, Response response, Content.Slice file) throws IOException {
    try {
      Response known =
          response.withHeader(
              HttpHeaderNames.CONTENT_LENGTH.toString(), Long.toString(file.length()));
      ResponseStream.write(exchange, known, out -> copy(file, out));
    } finally {
      file.close();
    }
  }

  private static void copy(Content.Slice file, OutputStream out) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, file.length()));
    long at = file.offset();
    long end = at + file.length();
    while (at < end) {
      piece.clear().limit((int) Math.min(piece.capacity(), end - at));
      int count = file.channel().read(piece, at);
      if (count < 0) {
        throw new EOFException("file: shorter than when it was opened (expected: as announced)");
      }
      out.write(piece.array(), 0, count);
      at += count;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Several parts of a file in one answer (RFC 9110, section 14.6). */
final class ByteRanges {
  private static final int BUFFER = 16 << 10;

  private final OpenFile file;
  private final String type;
  private final List<Ranges.Span> spans;
  // It need not be a secret: who reads goes by the announced lengths or makes the files himself.
  private final String boundary = Long.toHexString(ThreadLocalRandom.current().nextLong());

  ByteRanges(OpenFile file, String type, List<Ranges.Span> spans) {
    this.file = file;
    this.type = type;
    this.spans = spans;
  }

  Response answer(Response head) {
    return head.with("content-type", "multipart/byteranges; boundary=" + boundary)
        .withContent(new Content.Streamed(this::write, length()));
  }

  private long length() {
    long length = end().length;
    for (Ranges.Span span : spans) {
      length += head(span).length + span.length();
    }
    return length;
  }

  private void write(OutputStream out) throws IOException {
    try (file) {
      for (Ranges.Span span : spans) {
        out.write(head(span));
        copy(file.channel(), span.first(), span.length(), out);
      }
      out.write(end());
    }
  }

  private byte[] head(Ranges.Span span) {
    String lines =
        "\r\n--%s\r\ncontent-type: %s\r\ncontent-range: %s\r\n\r\n"
            .formatted(boundary, type, span.of(file.size()));
    return lines.getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] end() {
    return ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Copies that many bytes.
   *
   * @throws EOFException if the file has become shorter
   */
  static void copy(FileChannel channel, long from, long length, OutputStream out)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, length));
    for (long left = length; left > 0; left -= buffer.position()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      if (channel.read(buffer, from + length - left) < 0) {
        throw new EOFException("file: became shorter (expected: as long as was announced)");
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A body's bytes, inflated if they came compressed, and never more than the limit: so a bomb is cut
 * where the limit is, whatever it would have become.
 */
final class Inflate extends InputStream {
  private static final int BUFFER = 8 << 10;
  private static final int MOST_EMPTY = 100;

  private final InputStream raw;
  private final long limit;
  private @Nullable InputStream inflated; // made by the first read: it reads the header
  private long given;

  private Inflate(InputStream raw, long limit) {
    this.raw = raw;
    this.limit = limit;
  }

  /**
   * The stream of a body.
   *
   * @throws HttpException with 415 if it came in an encoding that is not known, or in several
   */
  static InputStream open(InputStream raw, HttpHeaders headers, long limit) {
    List<String> given = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
    String encoding = String.join(", ", given).toLowerCase(Locale.ROOT).strip();
    return switch (encoding) {
      case "", "identity" -> raw;
      case "gzip", "x-gzip" -> new Inflate(raw, limit);
      default -> throw HttpException.of(415, "content-encoding: " + encoding + " (expected: gzip)");
    };
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      InputStream in = inflated;
      if (in == null) {
        in = new Members(new BufferedInputStream(raw, BUFFER));
        inflated = in;
      }
      int read = in.read(bytes, offset, length);
      if (read < 0) {
        // The stream takes a failure after its last member for rubbish there; the body knows.
        raw.transferTo(OutputStream.nullOutputStream());
      }
      given += Math.max(0, read);
      if (given > limit) {
        throw BodyPipe.tooLarge(limit);
      }
      return read;
    } catch (ZipException e) {
      throw new HttpException(
          Problem.of(400, "body: " + e.getMessage() + " (expected: gzip, as announced)"), e);
    } catch (EOFException e) {
      throw new HttpException(
          Problem.of(400, "body: cut off (expected: gzip to its end, as announced)"), e);
    }
  }

  /**
   * Gzip may be many, one after the other, and the JDK's stream goes from one to the next by
   * calling itself: as deep as there are empty ones in a row.
   */
  private static final class Members extends GZIPInputStream {
    private int empty;

    Members(InputStream in) throws IOException {
      super(in, BUFFER);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (empty > MOST_EMPTY) {
        throw new ZipException("nothing again and again");
      }
      empty++;
      try {
        return super.read(bytes, offset, length);
      } finally {
        empty--;
      }
    }
  }

  /** Frees the memory of the inflater too. */
  @Override
  public void close() throws IOException {
    if (inflated == null) {
      raw.close();
    } else {
      inflated.close();
    }
  }
}

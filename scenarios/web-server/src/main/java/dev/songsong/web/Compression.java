// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/*
 * What is compressed: content of types that shrink, from 1 KiB on (below that a packet is a packet)
 * for clients that take it. What is not: what is coded already, what has `no-transform`, ranges,
 * and what has a strong ETag of the handler's. Such a tag stands for exact bytes (RFC 9110, section
 * 8.8.1) and comes back in If-Match: were it weakened, no update could be made conditional on it.
 * A weak tag stands for the meaning, and stays.
 */
/** Makes bodies smaller for clients that can undo it. */
final class Compression {
  static final int LEAST = 1 << 10;
  private static final int BUFFER = 16 << 10;

  /** The default, 6, takes half as long again, for two hundredths less. */
  private static final int LEVEL = 5;

  private Compression() {}

  /** Whether an answer could be compressed for some client; without looking at this one. */
  static boolean suits(Exchange exchange, Response response) {
    boolean small =
        switch (response.content()) {
          case Content.Bytes(byte[] bytes) -> bytes.length < LEAST;
          case Content.Streamed(Response.StreamWriter _, long length) ->
              length >= 0 && length < LEAST;
          case Content.OfFile _, Content.Slice _ -> false;
        };
    if (small || !exchange.connection().engine().options().compression()) {
      return false;
    }
    String type = response.header("content-type");
    return type != null
        && ContentTypes.shrinks(type)
        && response.status() != 206
        && response.header("content-encoding") == null
        && !strong(response.header("etag"))
        && !untouchable(response.header("cache-control"));
  }

  private static boolean strong(@Nullable String tag) {
    return tag != null && !tag.startsWith("W/");
  }

  private static boolean untouchable(@Nullable String cacheControl) {
    return cacheControl != null && cacheControl.toLowerCase(Locale.ROOT).contains("no-transform");
  }

  /** The same, said to be different for clients that take other codings. */
  static Response varying(Response response) {
    String vary = response.header("vary");
    boolean said = vary != null && vary.toLowerCase(Locale.ROOT).contains("accept-encoding");
    return said ? response : response.with("vary", "accept-encoding");
  }

  /** The same with its body coded. Blocks. */
  static Response compress(Response response, Coding coding) {
    return switch (response.content()) {
      case Content.Bytes(byte[] bytes) -> {
        byte[] coded = compress(bytes, coding);
        yield coded.length < bytes.length
            ? coded(response, coding).withContent(new Content.Bytes(coded))
            : response;
      }
      case Content.Streamed(Response.StreamWriter writer, long _) ->
          coded(response, coding)
              .withContent(new Content.Streamed(out -> compress(writer, out, coding), -1));
      case Content.OfFile _, Content.Slice _ -> response;
    };
  }

  private static Response coded(Response response, Coding coding) {
    return response.with("content-encoding", coding.token());
  }

  private static byte[] compress(byte[] bytes, Coding coding) {
    var out = new ByteArrayOutputStream(bytes.length / 2);
    try (OutputStream compressor = open(out, coding)) {
      compressor.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void compress(Response.StreamWriter writer, OutputStream out, Coding coding)
      throws Exception {
    var end = new Outlet(out);
    try (OutputStream compressor = open(end, coding)) {
      try {
        writer.write(compressor);
      } catch (Exception | Error e) {
        // To close the compressor frees its memory, but must not make the content seem whole.
        end.shut();
        throw e;
      }
    }
  }

  private static OutputStream open(OutputStream out, Coding coding) throws IOException {
    return switch (coding) {
      case IDENTITY -> out;
      case GZIP -> new Gzip(out);
      case BROTLI -> Brotli.compress(out);
    };
  }

  /** A flush passes through, so that slow streams arrive piece by piece. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, BUFFER, true);
      def.setLevel(LEVEL);
    }
  }

  /** Where compressed bytes go, until it is shut. */
  private static final class Outlet extends OutputStream {
    private final OutputStream out;
    private boolean shut;

    Outlet(OutputStream out) {
      this.out = out;
    }

    void shut() {
      shut = true;
    }

    @Override
    public void write(int value) throws IOException {
      if (!shut) {
        out.write(value);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!shut) {
        out.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      if (!shut) {
        out.flush();
      }
    }
  }
}

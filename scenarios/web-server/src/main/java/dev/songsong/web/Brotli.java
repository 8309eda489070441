// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;

/** Brotli by its own C library, where that can be loaded; else clients are given gzip. */
final class Brotli {
  /** As fast as gzip's middle levels, and a tenth smaller; the best is for files, in advance. */
  private static final Encoder.Parameters PARAMETERS = Encoder.Parameters.create(4);

  private static final int BUFFER = 16 << 10;

  private Brotli() {}

  /** Whether it can be used; the first call loads the library. */
  static boolean available() {
    return Holder.AVAILABLE;
  }

  private static final class Holder {
    static final boolean AVAILABLE = load();

    private static boolean load() {
      try {
        return Brotli4jLoader.isAvailable();
      } catch (LinkageError e) {
        return false;
      }
    }
  }

  static OutputStream compress(OutputStream out) throws IOException {
    return new Flushing(out);
  }

  /** The library's own flush ends with the compressor. */
  private static final class Flushing extends BrotliOutputStream {
    private final OutputStream out;

    Flushing(OutputStream out) throws IOException {
      super(out, PARAMETERS, BUFFER);
      this.out = out;
    }

    @Override
    public void flush() throws IOException {
      super.flush();
      out.flush();
    }
  }
}

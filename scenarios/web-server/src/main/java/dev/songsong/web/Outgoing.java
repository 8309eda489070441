// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import org.jspecify.annotations.Nullable;

/** Makes of what a handler returned what can be sent: files found, bodies compressed. */
final class Outgoing {
  /**
   * A larger body goes out as a stream, piece by piece as the client takes it: written at once, all
   * of it would be copied for each client that is slow, until no memory is left.
   */
  private static final int LARGE = 64 << 10;

  private Outgoing() {}

  /** The response if it can be sent as it is; null if {@link #finish} has something to do. */
  static @Nullable Response atOnce(Exchange exchange, Response response) {
    if (!(response.content() instanceof Content.Bytes(byte[] body)) || body.length > LARGE) {
      return null;
    }
    if (!Compression.suits(exchange, response)) {
      return response;
    }
    return Coding.wanted(exchange.headers()) == Coding.IDENTITY
        ? Compression.varying(response)
        : null;
  }

  /**
   * The response with a body of bytes, a slice of an open file, or a stream. Blocks.
   *
   * @throws HttpException with 404 if there is no such file
   */
  static Response finish(Exchange exchange, Response response) {
    if (response.content() instanceof Content.OfFile(FileSource file)) {
      return FileAnswer.of(exchange, response, file);
    }
    return inPieces(compressed(exchange, response));
  }

  private static Response compressed(Exchange exchange, Response response) {
    if (!Compression.suits(exchange, response)) {
      return response;
    }
    Coding coding = Coding.wanted(exchange.headers());
    Response varying = Compression.varying(response);
    return coding == Coding.IDENTITY ? varying : Compression.compress(varying, coding);
  }

  private static Response inPieces(Response response) {
    return response.content() instanceof Content.Bytes(byte[] body) && body.length > LARGE
        ? response.withContent(new Content.Streamed(out -> out.write(body), body.length))
        : response;
  }

  /** Lets go of what a response that nobody waits for has open. */
  static void drop(Response response) {
    if (response.content() instanceof Content.Slice file) {
      file.close();
    }
  }
}

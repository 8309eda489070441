// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/** Makes of what a handler returned what can be sent: files found, bodies compressed. */
final class Outgoing {
  private Outgoing() {}

  /**
   * The response with a body of bytes, a slice of an open file, or a stream. Blocks where there is
   * a file.
   *
   * @throws HttpException with 404 if the file is not there
   */
  static Response finish(Exchange exchange, Response response) {
    return response;
  }

  /** Lets go of what a response that nobody waits for has open. */
  static void drop(Response response) {
    if (response.content() instanceof Content.Slice file) {
      file.close();
    }
  }
}

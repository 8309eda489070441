// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

/** Requests of HTTP/1.1 as text. */
final class RawRequest {
  static final String GET = request("GET /");

  private RawRequest() {}

  /**
   * A head.
   *
   * @param line method and target
   * @param headers each with its end of line
   */
  static String request(String line, String... headers) {
    return line + " HTTP/1.1\r\nhost: a\r\n" + String.join("", headers) + "\r\n";
  }

  /** A body in chunks of one character. */
  static String chunked(String text) {
    var all = new StringBuilder();
    for (char one : text.toCharArray()) {
      all.append("1\r\n").append(one).append("\r\n");
    }
    return all + "0\r\n\r\n";
  }
}

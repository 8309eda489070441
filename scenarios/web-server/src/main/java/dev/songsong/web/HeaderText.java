// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Names and values that may stand in a header: checked once, when a response is made. */
final class HeaderText {
  /** What frames an answer, and says what becomes of the connection. */
  private static final Set<String> OWN =
      new TreeSet<>(
          Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"));

  private static final char DELETE = 0x7f;
  private static final char LAST_LATIN = 0xff;

  private HeaderText() {}

  static String name(String name) {
    if (name.isEmpty() || HttpHeaderValidationUtil.validateToken(name) != -1) {
      throw new IllegalArgumentException(
          "header name: " + name + " (expected: a token of RFC 9110, section 5.6.2)");
    }
    String small = name.toLowerCase(Locale.ROOT);
    if (OWN.contains(small)) {
      throw new IllegalArgumentException(
          "header name: " + name + " (expected: none of " + OWN + ", which the server sets)");
    }
    return small;
  }

  static String value(String name, String value) {
    if (!value.isEmpty()
        && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)))) {
      throw refused(name, value, "no white space at its ends");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c == DELETE) {
        throw refused(name, value, "no control characters");
      }
      if (c > LAST_LATIN) {
        throw refused(
            name, value, "no character beyond U+00FF; encode it as the header's RFC says");
      }
    }
    return value;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static IllegalArgumentException refused(String name, String value, String rule) {
    return new IllegalArgumentException(
        "header " + name + ": " + value.strip() + " (expected: " + rule + ")");
  }
}

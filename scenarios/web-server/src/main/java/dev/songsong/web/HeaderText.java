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
    if (HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1) {
      throw new IllegalArgumentException(
          "header " + name + ": " + value.strip() + " (expected: no control characters)");
    }
    return value;
  }
}

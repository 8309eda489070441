// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.util.Locale;

/** Names and values that may stand in a header: checked once, when a response is made. */
final class HeaderText {
  private HeaderText() {}

  static String name(String name) {
    if (name.isEmpty() || HttpHeaderValidationUtil.validateToken(name) != -1) {
      throw new IllegalArgumentException(
          "header name: " + name + " (expected: a token of RFC 9110, section 5.6.2)");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  static String value(String name, String value) {
    if (HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1) {
      throw new IllegalArgumentException(
          "header " + name + ": " + value.strip() + " (expected: no control characters)");
    }
    return value;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.HttpException;
import dev.songsong.web.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags that a request names in {@code If-Match} or {@code If-None-Match} (RFC 9110,
 * sections 8.8.3 and 13.1).
 *
 * @param any whether it is {@code *}
 * @param strong the opaque texts of the strong ones, in their quotes
 * @param all those of the weak ones too
 */
record ETags(boolean any, List<String> strong, List<String> all) {
  private static final Pattern ONE =
      Pattern.compile("[ \\t]*(?:(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"))?[ \\t]*(?:,|$)");

  /** The tag of a version. */
  static String of(long version) {
    return "\"" + version + "\"";
  }

  /** Whether a request names any. */
  static boolean in(Request request, String header) {
    return request.header(header).isPresent();
  }

  /**
   * What a request names; nothing if it has no such header.
   *
   * @throws HttpException with 400 if it is malformed
   */
  static ETags parse(Request request, String header) {
    String value = String.join(",", request.headers(header)).strip();
    if (value.equals("*")) {
      return new ETags(true, List.of(), List.of());
    }
    var strong = new ArrayList<String>();
    var all = new ArrayList<String>();
    Matcher next = ONE.matcher(value);
    int at = 0;
    while (at < value.length()) {
      if (!next.find(at) || next.start() != at) {
        throw HttpException.of(
            400, header + ": malformed (expected: * or tags such as \"1\", with their quotes)");
      }
      if (next.group(2) != null) {
        all.add(next.group(2));
        if (next.group(1) == null) {
          strong.add(next.group(2));
        }
      }
      at = next.end();
    }
    return new ETags(false, strong, all);
  }

  /** Whether the client means this version, and exactly it. */
  boolean match(long version) {
    return any || strong.contains(of(version));
  }

  /** Whether the client has this version, or something that is as good. */
  boolean matchWeakly(String tag) {
    return any || all.contains(tag);
  }
}

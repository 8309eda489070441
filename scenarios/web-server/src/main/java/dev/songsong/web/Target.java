// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request line points at, in origin form: a path and perhaps a query (RFC 9112, section
 * 3.2.1). Segments are decoded one by one, so an encoded slash never makes two of one.
 */
final class Target {
  private static final int NIBBLES = 2;

  private final String raw;
  private final String path;
  private final boolean slashed; // a segment has a slash
  private @Nullable List<String> segments; // made by the one who asks first, on its loop
  private @Nullable Map<String, List<String>> query; // made and read by the handler's thread

  private Target(String raw, String path, boolean slashed, @Nullable List<String> segments) {
    this.raw = raw;
    this.path = path;
    this.slashed = slashed;
    this.segments = segments;
  }

  /**
   * Takes a target apart.
   *
   * @throws HttpException with 400 if it is malformed or has a NUL, 404 if it has dot segments, for
   *     nothing is there
   */
  static Target parse(String raw) {
    int end = raw.indexOf('?');
    String path = end < 0 ? raw : raw.substring(0, end);
    if (!path.startsWith("/")) {
      throw HttpException.of(400, "target: " + shown(raw) + " (expected: begins with /)");
    }
    requirePrintable(raw);
    if (path.indexOf('%') < 0 && !path.contains("/.")) {
      return new Target(raw, path, false, null);
    }
    var segments = new ArrayList<String>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(segment(segment));
    }
    boolean slashed = segments.stream().anyMatch(one -> one.indexOf('/') >= 0);
    return new Target(raw, "/" + String.join("/", segments), slashed, List.copyOf(segments));
  }

  private static void requirePrintable(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw HttpException.of(
            400, "target: " + shown(raw) + " (expected: other characters percent-encoded)");
      }
    }
  }

  private static String segment(String encoded) {
    String decoded = encoded.indexOf('%') < 0 ? encoded : decode(encoded);
    if (decoded.indexOf('\0') >= 0) {
      throw HttpException.of(400, "target: " + shown(encoded) + " (expected: no NUL)");
    }
    if (decoded.equals(".") || decoded.equals("..")) {
      throw HttpException.of(404, "path: nothing is there (expected: a path of this server)");
    }
    return decoded;
  }

  private static String decode(String encoded) {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        int value = i + NIBBLES < encoded.length() ? hex(encoded, i + 1) : -1;
        if (value < 0) {
          throw HttpException.of(
              400, "target: " + shown(encoded) + " (expected: two hex digits after each %)");
        }
        bytes.put((byte) value);
        i += NIBBLES;
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new HttpException(
          Problem.of(400, "target: " + shown(encoded) + " (expected: UTF-8, percent-encoded)"), e);
    }
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }

  String raw() {
    return raw;
  }

  /** Decoded. */
  String path() {
    return path;
  }

  /** Whether the path says all: no slash in it was encoded. */
  boolean plain() {
    return !slashed;
  }

  /** What stands between the slashes, decoded. */
  List<String> segments() {
    List<String> known = segments;
    if (known == null) {
      known = List.of(path.substring(1).split("/", -1));
      segments = known;
    }
    return known;
  }

  /** By & alone: were ; one too, a cache before the server would see other parameters than it. */
  private static QueryStringDecoder queryOf(String raw) {
    return new QueryStringDecoder(raw, StandardCharsets.UTF_8, true, 1024, true);
  }

  /** The query's values by name, decoded. */
  Map<String, List<String>> query() {
    Map<String, List<String>> known = query;
    if (known == null) {
      try {
        known = queryOf(raw).parameters();
      } catch (IllegalArgumentException e) {
        throw new HttpException(
            Problem.of(400, "query: " + shown(raw) + " (expected: percent-encoded UTF-8)"), e);
      }
      query = known;
    }
    return known;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with a head before any handler sees it (RFC 9112, sections 3 and 6; RFC 9110). */
final class RequestCheck {
  private static final boolean[] IN_NAME = table("-._~!$&'()*+,;=%");
  private static final int MOST_DIGITS = 5;

  private RequestCheck() {}

  /**
   * The problem with a head that the decoder could not read.
   *
   * @return none if it could
   */
  static @Nullable HttpException unreadable(DecoderResult result, Limits limits) {
    if (result.isSuccess()) {
      return null;
    }
    Throwable cause = result.cause();
    Problem problem =
        switch (cause) {
          case TooLongHttpLineException _ ->
              Problem.of(
                  414, "request line: too long (expected: <= " + limits.requestLine() + " bytes)");
          case TooLongHttpHeaderException _ ->
              Problem.of(431, "headers: too large (expected: <= " + limits.headers() + " bytes)");
          default -> Problem.of(400, "request: malformed (expected: HTTP as in RFC 9112)");
        };
    return new HttpException(problem, cause);
  }

  /** The method. */
  static Method method(HttpRequest head) {
    return switch (head.method().name()) {
      case "GET" -> Method.GET;
      case "HEAD" -> Method.HEAD;
      case "POST" -> Method.POST;
      case "PUT" -> Method.PUT;
      case "PATCH" -> Method.PATCH;
      case "DELETE" -> Method.DELETE;
      case "OPTIONS" -> Method.OPTIONS;
      default ->
          throw HttpException.of(
              501,
              "method: " + head.method() + " (expected: one of " + List.of(Method.values()) + ")");
    };
  }

  /** The version, the one host, and codings of HTTP/1 that are not known here. */
  static void headers(HttpRequest head) {
    HttpVersion version = head.protocolVersion();
    // By identity: one in small letters is equal.
    if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
      boolean small = version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
      throw HttpException.of(
          small ? 400 : 505, "version: " + version + " (expected: HTTP/1.1, in capitals)");
    }
    HttpHeaders headers = head.headers();
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("chunked")) {
      throw HttpException.of(501, "transfer-encoding: " + coding + " (expected: chunked)");
    }
    Iterator<? extends CharSequence> hosts =
        headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (hosts.hasNext()) {
      host(hosts.next().toString());
      if (hosts.hasNext()) {
        throw HttpException.of(400, "host: several (expected: one)");
      }
    } else if (version == HttpVersion.HTTP_1_1) {
      throw HttpException.of(400, "host: none (expected: one)");
    }
  }

  private static void host(String host) {
    int end = host.length();
    int at = host.startsWith("[") ? endOfNumber(host) : endOfName(host);
    boolean good = at > 0 && (at == end || host.charAt(at) == ':' && areDigits(host, at + 1));
    if (!good) {
      throw HttpException.of(400, "host: malformed (expected: a name and perhaps a port)");
    }
  }

  private static int endOfName(String host) {
    int at = 0;
    while (at < host.length() && host.charAt(at) < IN_NAME.length && IN_NAME[host.charAt(at)]) {
      at++;
    }
    return at;
  }

  /** Of an address of IPv6 in brackets; 0 if it is none. */
  private static int endOfNumber(String host) {
    int close = host.indexOf(']');
    for (int at = 1; at < close; at++) {
      char c = host.charAt(at);
      if (c != ':' && c != '.' && !HexFormat.isHexDigit(c)) {
        return 0;
      }
    }
    return close > 1 ? close + 1 : 0;
  }

  private static boolean areDigits(String host, int from) {
    int count = host.length() - from;
    for (int at = from; at < host.length(); at++) {
      if (host.charAt(at) < '0' || host.charAt(at) > '9') {
        return false;
      }
    }
    return count > 0 && count <= MOST_DIGITS;
  }

  private static boolean[] table(String signs) {
    var table = new boolean[128];
    for (int c = 0; c < table.length; c++) {
      table[c] =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || signs.indexOf(c) >= 0;
    }
    return table;
  }

  /**
   * The target in origin form: of an absolute one, what follows the host, which must be the one
   * that the header names.
   */
  static String target(HttpRequest head) {
    String target = head.uri();
    if (target.startsWith("/")) {
      return target;
    }
    try {
      var uri = new URI(target);
      String scheme = uri.getScheme();
      boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      if (!web || uri.getRawFragment() != null) {
        throw malformed(target);
      }
      String host = head.headers().get(HttpHeaderNames.HOST);
      if (uri.getRawAuthority() == null || !uri.getRawAuthority().equalsIgnoreCase(host)) {
        throw HttpException.of(
            400, "host: " + host + " (expected: as in the target, " + uri.getRawAuthority() + ")");
      }
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    } catch (URISyntaxException e) {
      throw malformed(target);
    }
  }

  private static HttpException malformed(String target) {
    String shown = target.length() <= 80 ? target : target.substring(0, 80) + "...";
    return HttpException.of(400, "target: " + shown + " (expected: begins with /)");
  }
}

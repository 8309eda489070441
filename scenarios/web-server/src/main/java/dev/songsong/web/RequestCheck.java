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
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a head before any handler sees it (RFC 9112, sections 3 and 6; RFC 9110). */
final class RequestCheck {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(:[0-9]{1,5})?");

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
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      throw HttpException.of(505, "version: " + version + " (expected: HTTP/1.1)");
    }
    HttpHeaders headers = head.headers();
    Iterator<String> hosts = headers.valueStringIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      if (version.equals(HttpVersion.HTTP_1_1)) {
        throw HttpException.of(400, "host: none (expected: one)");
      }
      return;
    }
    host(hosts.next());
    if (hosts.hasNext()) {
      throw HttpException.of(400, "host: several (expected: one)");
    }
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("chunked")) {
      throw HttpException.of(501, "transfer-encoding: " + coding + " (expected: chunked)");
    }
  }

  private static void host(String host) {
    if (!HOST.matcher(host).matches()) {
      throw HttpException.of(400, "host: malformed (expected: a name and perhaps a port)");
    }
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
      if (scheme == null || !scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
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

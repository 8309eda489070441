// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What one line of an access log says; made on the loop, written as text by the log's own thread.
 * It holds strings only, shortened, so that what waits for a slow disk keeps no request alive.
 *
 * @param client none in a line that the log writes about itself
 * @param target none if the request line could not be read
 * @param referer none if there was none
 * @param agent none if there was none
 */
record AccessLine(
    @Nullable InetAddress client,
    long millis,
    String method,
    @Nullable String target,
    String protocol,
    int status,
    long bytes,
    @Nullable String referer,
    @Nullable String agent) {
  private static final int LONGEST_METHOD = 32;
  private static final int LONGEST_TARGET = 2048;
  private static final int LONGEST_HEADER = 512;

  /** About what the object and the text of its fixed parts take. */
  private static final int FIXED_SIZE = 160;

  /** Netty's stand-in for a request line that it could not read. */
  private static final String UNREADABLE = "/bad-request";

  static AccessLine of(Exchange exchange, int status, long bytes, long millis) {
    HttpRequest head = exchange.head();
    HttpHeaders headers = head.headers();
    boolean unreadable = head.decoderResult().isFailure() && head.uri().equals(UNREADABLE);
    String protocol = exchange.protocol();
    return new AccessLine(
        exchange.client().getAddress(),
        millis,
        shortened(head.method().name(), LONGEST_METHOD),
        unreadable ? null : shortened(head.uri(), LONGEST_TARGET),
        // Those who read such logs expect a minor version.
        protocol.equals("HTTP/2") ? "HTTP/2.0" : protocol,
        status,
        bytes,
        header(headers, HttpHeaderNames.REFERER),
        header(headers, HttpHeaderNames.USER_AGENT));
  }

  /** What tells readers of the log that lines are missing here. */
  static AccessLine lost(long lines, long millis) {
    String note = lines + (lines == 1 ? " line" : " lines") + " dropped";
    return new AccessLine(null, millis, "-", null, "-", 0, 0, null, note);
  }

  private static @Nullable String header(HttpHeaders headers, CharSequence name) {
    String value = headers.get(name);
    return value == null ? null : shortened(value, LONGEST_HEADER);
  }

  private static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "...";
  }

  /** About how much memory it takes until it is written. */
  int size() {
    return FIXED_SIZE + length(target) + length(referer) + length(agent);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** What every server answers, and how it says where. */
final class Hello {
  static final String PATH = "/hello";
  static final String TYPE = "application/json";
  static final String TEXT = "{\"message\":\"hello, world\"}";

  private static final String PORT = "port ";

  private Hello() {}

  static byte[] bytes() {
    return TEXT.getBytes(StandardCharsets.US_ASCII);
  }

  /** Loopback, at a free port. */
  static InetSocketAddress anywhere() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** For servers that leave the {@code Date} to their users, who should make it once a second. */
  static String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
  }

  /** Printed when the first request can come. */
  static void listening(int port) {
    System.out.println(PORT + port);
  }

  /** What {@link #listening} printed; -1 if the line is another. */
  static int port(String line) {
    return line.startsWith(PORT) ? Integer.parseInt(line.substring(PORT.length())) : -1;
  }
}

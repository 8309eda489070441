// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Apache's combined log format, in ASCII: {@code 127.0.0.1 - - [24/Nov/2026:22:04:05 +0000] "GET /
 * HTTP/1.1" 200 26 "-" "curl/8.5"}.
 *
 * <p>Whatever a client could use to make one line look like two, or a field like its neighbour, is
 * written as {@code \xHH}: quotes, backslashes, control characters and all that is not ASCII. For
 * one thread.
 */
final class CombinedFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final long SECOND = 1000;

  private long second = Long.MIN_VALUE; // that `time` says
  private String time = "";

  /** Adds a line with its end. */
  void append(StringBuilder out, AccessLine line) {
    InetAddress client = line.client();
    out.append(client == null ? "-" : client.getHostAddress());
    out.append(" - - [").append(time(line.millis())).append("] \"");
    String target = line.target();
    if (target == null) {
      out.append('-');
    } else {
      word(out, line.method());
      out.append(' ');
      word(out, target);
      out.append(' ').append(line.protocol());
    }
    out.append("\" ").append(status(line.status())).append(' ').append(line.bytes());
    quoted(out, line.referer());
    quoted(out, line.agent());
    out.append('\n');
  }

  private String time(long millis) {
    long now = Math.floorDiv(millis, SECOND);
    if (now != second) {
      second = now;
      time = TIME.format(Instant.ofEpochSecond(now));
    }
    return time;
  }

  private static String status(int status) {
    return status == 0 ? "000" : Integer.toString(status);
  }

  private static void quoted(StringBuilder out, @Nullable String text) {
    out.append(" \"");
    if (text == null || text.isEmpty()) {
      out.append('-');
    } else {
      escape(out, text, ' ');
    }
    out.append('"');
  }

  /** Text in which a space would make two fields of one. */
  private static void word(StringBuilder out, String text) {
    escape(out, text, '!');
  }

  private static void escape(StringBuilder out, String text, char lowest) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < lowest || c > '~' || c == '"' || c == '\\') {
        out.append(text, from, i).append(c < 0x100 ? "\\x" : "\\u");
        if (c < 0x100) {
          HEX.toHexDigits(out, (byte) c);
        } else {
          out.append(HEX.toHexDigits(c));
        }
        from = i + 1;
      }
    }
    out.append(text, from, text.length());
  }
}

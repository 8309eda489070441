// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The {@code Date} of answers, made when a second begins: it is not behind the clock, unless that
 * is set.
 */
final class ResponseDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long SECOND = 1_000_000_000L;

  /** From when on it is true, by {@code System.nanoTime}. */
  private record Made(long nanos, AsciiString text) {}

  private final InstantSource clock;
  // Written by any loop that finds it old, read by all; two may make the same at once.
  private volatile Made last;

  ResponseDate(InstantSource clock) {
    this.clock = clock;
    this.last = made(System.nanoTime());
  }

  AsciiString text(long nowNanos) {
    Made known = last;
    if (nowNanos - known.nanos() >= SECOND) {
      known = made(nowNanos);
      last = known;
    }
    return known.text();
  }

  private Made made(long nanos) {
    Instant now = clock.instant();
    return new Made(nanos - now.getNano(), AsciiString.cached(FORMAT.format(now)));
  }
}

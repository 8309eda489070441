// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code 90s}, {@code 0.5s}, {@code 5m} or {@code 1h30m}, ISO 8601 without its letters PT;
 * and 5ms, 20us.
 */
public final class DurationConverter implements RuledConverter<Duration> {
  private static final Pattern SMALL = Pattern.compile("(\\d+)(ms|us)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of("ms", ChronoUnit.MILLIS, "us", ChronoUnit.MICROS);

  /** It has no settings. */
  public DurationConverter() {}

  @Override
  public String rule() {
    return "a time above 0 such as 90s, 5m or 1h30m";
  }

  @Override
  public Duration convert(String text) {
    Matcher small = SMALL.matcher(text);
    try {
      Duration duration =
          small.matches()
              ? Duration.of(Long.parseLong(small.group(1)), UNITS.get(small.group(2)))
              : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException | NumberFormatException notATime) {
      // Said below, as for a time that is not positive.
    }
    throw refusal();
  }
}

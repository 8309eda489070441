// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 30s}, {@code 0.5s} or {@code 2m}: ISO 8601 without its letters PT. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      Duration duration = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException notATime) {
      // Said below, as for a time that is not positive.
    }
    throw new TypeConversionException(
        "time: " + text + " (expected: more than 0, such as 30s, 0.5s or 2m)");
  }
}

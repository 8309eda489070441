// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import java.text.NumberFormat;
import java.util.Locale;

/** Numbers with units as people of a language write them. */
final class Units {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private final Locale locale;

  Units(Locale locale) {
    this.locale = locale;
  }

  /** In the largest binary unit that leaves 1 or more: 1536 KiB is 1.5 MiB. */
  String bytes(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return decimal(value, 1) + " " + BINARY[unit];
  }

  /** As graphics drivers count: 6144 MiB. */
  String mebibytes(long bytes) {
    return decimal(bytes / (double) (1 << 20), 0) + " MiB";
  }

  String gigahertz(long hertz) {
    return String.format(locale, "%.2f GHz", hertz / 1e9);
  }

  /** With at most {@code places} decimals, none when they would be zeros. */
  String decimal(double value, int places) {
    var format = NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(places);
    format.setGroupingUsed(false);
    return format.format(value);
  }
}

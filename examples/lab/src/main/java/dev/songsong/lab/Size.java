// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.RuledConverter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes on the command line; units are the binary ones, however they are spelt. */
record Size(long bytes) {

  /** Reads one. */
  static final class Converter implements RuledConverter<Size> {
    private static final Pattern FORM =
        Pattern.compile("(\\d{1,12})\\s*([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgt";

    @Override
    public String rule() {
      return "a size such as 512, 64KB, 1MB or 2g";
    }

    @Override
    public Size convert(String text) {
      Matcher form = FORM.matcher(text.strip());
      if (form.matches()) {
        String unit = form.group(2).toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        long number = Long.parseLong(form.group(1));
        if (number <= Long.MAX_VALUE >> 10 * power) {
          return new Size(number << 10 * power);
        }
      }
      throw refusal();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.RuledConverter;

/** A part of a whole on the command line. */
record Share(double part) {

  /** Reads one. */
  static final class Converter implements RuledConverter<Share> {
    @Override
    public String rule() {
      return "a number from 0 to 1";
    }

    @Override
    public Share convert(String text) {
      try {
        double part = Double.parseDouble(text);
        if (part >= 0 && part <= 1) {
          return new Share(part);
        }
      } catch (NumberFormatException notANumber) {
        // Said below, as for a number out of range.
      }
      throw refusal();
    }
  }
}

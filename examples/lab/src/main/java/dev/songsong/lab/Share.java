// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import picocli.CommandLine.TypeConversionException;

/** A part of a whole on the command line. */
record Share(double part) {
  static final String RULE = "a number from 0 to 1";

  static Share parse(String text) {
    try {
      double part = Double.parseDouble(text);
      if (part >= 0 && part <= 1) {
        return new Share(part);
      }
    } catch (NumberFormatException notANumber) {
      // Said below, as for a number out of range.
    }
    throw new TypeConversionException("(expected: " + RULE + ")");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option's value, and knows what it takes; {@link Complaints} tells that of any other.
 *
 * @param <T> what is read
 */
public interface RuledConverter<T> extends ITypeConverter<T> {

  /** What is expected, as in {@code a time above 0 such as 90s}. */
  String rule();

  /**
   * The value.
   *
   * @throws TypeConversionException if the text is none
   */
  @Override
  T convert(String text);

  /** What {@link #convert} throws. */
  default TypeConversionException refusal() {
    return new TypeConversionException("(expected: " + rule() + ")");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.exec.Mode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a mode's name; handlers run on virtual threads in each, so that is no mode here. */
final class ModeConverter implements ITypeConverter<Mode> {
  @Override
  public Mode convert(String name) {
    return switch (name) {
      case "threads" -> Mode.THREADS;
      case "processes" -> Mode.PROCESSES;
      case "hybrid" -> Mode.HYBRID;
      default ->
          throw new TypeConversionException(
              "mode: " + name + " (expected: threads, processes or hybrid)");
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.Mode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a mode's name; decoders compute, so a virtual thread an image is not offered. */
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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/** Collects the settings among a recipe's texts; used by one thread. */
final class SettingsParser {
  static final String NAMES = "convert, max-bytes, max-pixels, metadata, quality";

  private enum Metadata {
    KEEP,
    STRIP
  }

  private Output output = Output.DEFAULT;
  private Limits limits = Limits.DEFAULT;

  /** Whether the text was a setting. */
  boolean take(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return false;
    }
    String value = text.substring(equals + 1);
    switch (text.substring(0, equals)) {
      case "convert" ->
          output = new Output(ImageFormat.parse(value), output.quality(), output.keepMetadata());
      case "quality" ->
          output =
              new Output(
                  output.chosen(),
                  OperationParser.integer("quality", value, 0),
                  output.keepMetadata());
      case "metadata" -> output = new Output(output.chosen(), output.quality(), keeps(value));
      case "max-pixels" -> limits = new Limits(count("max-pixels", value), limits.maxBytes());
      case "max-bytes" -> limits = new Limits(limits.maxPixels(), count("max-bytes", value));
      default -> {
        return false;
      }
    }
    return true;
  }

  Output output() {
    return output;
  }

  Limits limits() {
    return limits;
  }

  private static boolean keeps(String value) {
    return OperationParser.constant("metadata", value, Metadata.class, "keep") == Metadata.KEEP;
  }

  private static long count(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number)", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.image.Operation.FaceMode;
import dev.songsong.image.Operation.Fit;
import dev.songsong.image.Operation.Position;
import dev.songsong.image.Operation.TextForm;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text forms of operations. An empty argument means the default. */
final class OperationParser {
  private static final Map<String, Function<String, Operation>> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("orient", plain("orient", new Operation.AutoOrient())),
              Map.entry("resize", OperationParser::resize),
              Map.entry("thumbnail", a -> new Operation.Thumbnail(integer("thumbnail", a, 256))),
              Map.entry("crop", OperationParser::crop),
              Map.entry("blur", a -> new Operation.Blur(number("blur", a, 2))),
              Map.entry("sharpen", OperationParser::sharpen),
              Map.entry("contrast", a -> new Operation.Contrast(number("contrast", a, 1.2))),
              Map.entry("autolevels", plain("autolevels", new Operation.AutoLevels())),
              Map.entry("edges", plain("edges", new Operation.Edges())),
              Map.entry("watermark", OperationParser::watermark),
              Map.entry(
                  "faces",
                  a -> new Operation.Faces(constant("faces", a, FaceMode.class, "detect"))),
              Map.entry("ocr", OperationParser::ocr),
              Map.entry("phash", plain("phash", new Operation.PerceptualHash()))));

  private static final Pattern SIZE = Pattern.compile("(-?\\d+)(?:x(-?\\d+)(!?))?");
  private static final Pattern AREA =
      Pattern.compile("(-?\\d+)x(-?\\d+)(?:\\+(-?\\d+)\\+(-?\\d+))?");
  private static final Pattern PLACED =
      Pattern.compile("(.*?)(?:@([a-z]+(?:-[a-z]+)?)(?::([0-9.]+))?)?", Pattern.DOTALL);

  private OperationParser() {}

  static String names() {
    return String.join(", ", KNOWN.keySet());
  }

  static Operation parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    var parser = KNOWN.get(name);
    if (parser == null) {
      throw new IllegalArgumentException(
          "operation: "
              + name
              + " (expected: one of "
              + names()
              + "; or a setting: "
              + SettingsParser.NAMES
              + ")");
    }
    return parser.apply(equals < 0 ? "" : text.substring(equals + 1));
  }

  private static Operation resize(String text) {
    Matcher m = matched("resize", text, SIZE, "a side such as 1600, a box 800x600, or 800x600!");
    int width = integer("resize", m.group(1), 0);
    if (m.group(2) == null) {
      return new Operation.Resize(width, width, Fit.LONGEST);
    }
    int height = integer("resize", m.group(2), 0);
    return new Operation.Resize(width, height, m.group(3).isEmpty() ? Fit.WITHIN : Fit.EXACT);
  }

  private static Operation crop(String text) {
    Matcher m = matched("crop", text, AREA, "WIDTHxHEIGHT+X+Y such as 100x100+10+10");
    return new Operation.Crop(
        integer("crop width", m.group(1), 0),
        integer("crop height", m.group(2), 0),
        m.group(3) == null ? 0 : integer("crop x", m.group(3), 0),
        m.group(4) == null ? 0 : integer("crop y", m.group(4), 0));
  }

  private static Operation sharpen(String text) {
    String[] parts = text.split(",", 2);
    double sigma = parts.length == 2 ? number("sharpen sigma", parts[1], 1) : 1;
    return new Operation.Sharpen(number("sharpen amount", parts[0], 0.8), sigma);
  }

  private static Operation watermark(String text) {
    Matcher m = matched("watermark", text, PLACED, "TEXT@POSITION:OPACITY");
    var position = constant("watermark position", orEmpty(m, 2), Position.class, "bottom-right");
    double opacity = number("watermark opacity", orEmpty(m, 3), 0.6);
    String what = m.group(1);
    return what.startsWith("image:")
        ? new Operation.ImageWatermark(what.substring("image:".length()), position, opacity)
        : new Operation.TextWatermark(what, position, opacity);
  }

  private static Operation ocr(String text) {
    String[] parts = text.split(":", 2);
    String languages = parts[0].isEmpty() ? "eng" : parts[0];
    var form = constant("ocr form", parts.length == 2 ? parts[1] : "", TextForm.class, "text");
    return new Operation.Ocr(languages, form);
  }

  private static Function<String, Operation> plain(String name, Operation operation) {
    return argument -> {
      if (!argument.isEmpty()) {
        throw new IllegalArgumentException(name + ": " + argument + " (expected: no value)");
      }
      return operation;
    };
  }

  private static Matcher matched(String name, String text, Pattern pattern, String rule) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      String shown = text.isEmpty() ? "(empty)" : text;
      throw new IllegalArgumentException(name + ": " + shown + " (expected: " + rule + ")");
    }
    return matcher;
  }

  private static String orEmpty(Matcher matcher, int group) {
    return matcher.group(group) == null ? "" : matcher.group(group);
  }

  static int integer(String name, String text, int whenEmpty) {
    try {
      return text.isEmpty() ? whenEmpty : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": " + text + " (expected: a whole number)", e);
    }
  }

  private static double number(String name, String text, double whenEmpty) {
    try {
      return text.isEmpty() ? whenEmpty : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": " + text + " (expected: a number)", e);
    }
  }

  static <E extends Enum<E>> E constant(String name, String text, Class<E> type, String whenEmpty) {
    String wanted = text.isEmpty() ? whenEmpty : text;
    return Arrays.stream(type.getEnumConstants())
        .filter(e -> word(e).equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                name
                    + ": "
                    + wanted
                    + " (expected: one of "
                    + Arrays.stream(type.getEnumConstants())
                        .map(OperationParser::word)
                        .collect(Collectors.joining(", "))
                    + ")"));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4 as strictly as its description allows, and more: a family's
 * lines stand together, each series is there once, buckets grow.
 */
final class PrometheusGrammar {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "("
              + NAME
              + ")(?:\\{("
              + LABEL
              + "(?:,"
              + LABEL
              + ")*),?})? (NaN|[+-]Inf|[+-]?[0-9]+(?:\\.[0-9]+)?(?:E[+-]?[0-9]+)?)");

  private final Map<String, Double> series = new LinkedHashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private final Set<String> helped = new HashSet<>();
  private final Map<String, Double> lastBucket = new HashMap<>();
  private String family = "";

  private PrometheusGrammar() {}

  /** All series with their values; fails at the first line that is not as it must be. */
  static Map<String, Double> parse(String text) {
    var parser = new PrometheusGrammar();
    if (!text.endsWith("\n")) {
      throw new AssertionError("the last line has no end");
    }
    text.lines().forEach(parser::line);
    return parser.series;
  }

  private void line(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      require(helped.add(help.group(1)), "help twice", line);
    } else if (type.matches()) {
      family = type.group(1);
      require(types.put(family, type.group(2)) == null, "a family in two places", line);
    } else if (sample.matches()) {
      sample(line, sample.group(1), String.valueOf(sample.group(2)), value(sample.group(3)));
    } else {
      throw new AssertionError("not in the format: " + line);
    }
  }

  private void sample(String line, String name, String labels, double value) {
    String type = types.getOrDefault(family, "none");
    boolean ours =
        switch (type) {
          case "histogram" -> name.matches(Pattern.quote(family) + "_(bucket|sum|count)");
          case "summary" -> name.matches(Pattern.quote(family) + "(|_sum|_count)");
          default -> name.equals(family);
        };
    require(ours, "not of the family " + family, line);
    String key = labels.equals("null") ? name : name + "{" + labels + "}";
    require(series.put(key, value) == null, "twice", line);
    if (type.equals("counter")) {
      require(value >= 0, "a counter below zero", line);
    }
    if (name.endsWith("_bucket")) {
      String histogram = labels.replaceAll(",?le=\"[^\"]*\"", "");
      Double before = lastBucket.put(name + histogram, value);
      require(before == null || before <= value, "buckets shrink", line);
    }
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void require(boolean good, String what, String line) {
    if (!good) {
      throw new AssertionError(what + ": " + line);
    }
  }
}

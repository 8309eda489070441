// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one text of several in Prometheus' format: a family's samples must stand together, under
 * one {@code HELP} and one {@code TYPE}, whichever process they are of. For one thread.
 */
final class MetricsText {
  private static final String HELP = "# HELP ";
  private static final String TYPE = "# TYPE ";

  /** The lines of one family. */
  private static final class Family {
    private String help = "";
    private String type = "";
    private final List<String> samples = new ArrayList<>();
  }

  private final Map<String, Family> families = new LinkedHashMap<>();

  /**
   * Adds what one process tells.
   *
   * @param worker the value of the label that its samples get; empty for none
   */
  void add(String worker, String text) {
    String label = worker.isEmpty() ? "" : "worker=\"" + worker + "\"";
    Family current = null;
    for (String line : text.split("\n")) {
      if (line.startsWith(HELP)) {
        Family family = family(line);
        family.help = family.help.isEmpty() ? line : family.help;
      } else if (line.startsWith(TYPE)) {
        current = typed(line);
      } else if (current != null && !line.isBlank() && !line.startsWith("#")) {
        current.samples.add(labelled(line, label));
      }
    }
  }

  /** The family that a line begins; none if another process says that it is of another type. */
  private @Nullable Family typed(String line) {
    Family family = family(line);
    family.type = family.type.isEmpty() ? line : family.type;
    return family.type.equals(line) ? family : null;
  }

  private Family family(String line) {
    int from = HELP.length();
    int end = line.indexOf(' ', from);
    String name = line.substring(from, end < 0 ? line.length() : end);
    return families.computeIfAbsent(name, _ -> new Family());
  }

  /** No name has a brace or a space, so the first of them ends it. */
  private static String labelled(String sample, String label) {
    int space = sample.indexOf(' ');
    int brace = sample.indexOf('{');
    if (label.isEmpty() || space < 0) {
      return sample;
    }
    if (brace < 0 || space < brace) {
      return sample.substring(0, space) + "{" + label + "}" + sample.substring(space);
    }
    return sample.substring(0, brace + 1) + label + "," + sample.substring(brace + 1);
  }

  /** All in one. */
  String text() {
    var all = new StringBuilder();
    for (Family family : families.values()) {
      if (!family.samples.isEmpty()) {
        line(all, family.help);
        line(all, family.type);
        family.samples.forEach(sample -> line(all, sample));
      }
    }
    return all.toString();
  }

  private static void line(StringBuilder all, String line) {
    if (!line.isEmpty()) {
      all.append(line).append('\n');
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups of labelled lines, with the values below each other.
 *
 * @param groups in the order of printing
 */
record Table(List<Group> groups) {
  /** Lines under one title. */
  record Group(String title, List<Row> rows) {}

  /**
   * What, and how much.
   *
   * @param label empty for a sentence over the whole width
   * @param value may have several lines
   */
  record Row(String label, String value) {}

  private static final String INDENT = "  ";
  private static final int GAP = 2;
  // Below this the values would be a column of single words.
  private static final int NARROWEST = 24;

  /**
   * The lines of the table.
   *
   * @param width columns of the terminal; longer values go on below their own beginning
   * @param bold whether titles are emphasised with a terminal's control codes
   */
  List<String> lines(int width, boolean bold) {
    int labels =
        groups.stream().flatMap(g -> g.rows().stream()).mapToInt(Table::label).max().orElse(0);
    var lines = new ArrayList<String>();
    for (Group group : groups) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(bold ? "\u001b[1m" + group.title() + "\u001b[0m" : group.title());
      for (Row row : group.rows()) {
        print(row, labels, width, lines);
      }
    }
    return lines;
  }

  private static void print(Row row, int labels, int width, List<String> lines) {
    String lead =
        row.label().isEmpty()
            ? INDENT
            : INDENT + row.label() + " ".repeat(labels - label(row) + GAP);
    int start = width(lead);
    for (String line : row.value().split("\n")) {
      for (String part : wrap(line, Math.max(NARROWEST, width - start))) {
        lines.add(lead + part);
        lead = " ".repeat(start);
      }
    }
  }

  /** Columns that {@code text} takes: a letter with its accents is one, however it is encoded. */
  static int width(String text) {
    return (int)
        Normalizer.normalize(text, Normalizer.Form.NFC)
            .codePoints()
            .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
            .count();
  }

  private static int label(Row row) {
    return width(row.label());
  }

  private static List<String> wrap(String text, int room) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!part.isEmpty() && width(part.toString()) + 1 + width(word) > room) {
        parts.add(part.toString());
        part.setLength(0);
      }
      part.append(part.isEmpty() ? "" : " ").append(word);
    }
    parts.add(part.toString());
    return parts;
  }
}

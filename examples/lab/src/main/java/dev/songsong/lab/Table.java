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

  /** One line: what, and how much. */
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
    int start = INDENT.length() + labels + GAP;
    int room = Math.max(NARROWEST, width - start);
    var lines = new ArrayList<String>();
    for (Group group : groups) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(bold ? "\u001b[1m" + group.title() + "\u001b[0m" : group.title());
      for (Row row : group.rows()) {
        String lead = INDENT + row.label() + " ".repeat(labels - label(row) + GAP);
        for (String part : wrap(row.value(), room)) {
          lines.add(lead + part);
          lead = " ".repeat(start);
        }
      }
    }
    return lines;
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

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A client may ask for many ranges, and whoever obeys can be made to send a file a hundred times
 * for one request. So ranges that touch are joined, and who asks for more than a few gets the whole
 * file, as RFC 9110 allows (section 14.2).
 */
/**
 * Which bytes of a content the client wants (RFC 9110, section 14).
 *
 * @param wanted in their order in the content, not touching; empty if none of them is there
 */
record Ranges(List<Span> wanted) {
  static final int MOST = 8;
  private static final String UNIT = "bytes=";
  private static final int MOST_DIGITS = 18; // a long's

  /**
   * Some bytes.
   *
   * @param first the first one
   * @param length how many, 1 or more
   */
  record Span(long first, long length) {
    long end() {
      return first + length;
    }

    /** As in {@code Content-Range}. */
    String of(long size) {
      return "bytes " + first + "-" + (end() - 1) + "/" + size;
    }
  }

  /** What the header asks of this many bytes; null for all of them, and if it can't be read. */
  static @Nullable Ranges parse(String header, long size) {
    if (!header.regionMatches(true, 0, UNIT, 0, UNIT.length()) || size == 0) {
      return null;
    }
    String[] items = header.substring(UNIT.length()).split(",", -1);
    if (items.length > MOST) {
      return null;
    }
    var spans = new ArrayList<Span>();
    for (String item : items) {
      if (!add(item.strip(), size, spans)) {
        return null;
      }
    }
    return new Ranges(joined(spans));
  }

  private static boolean add(String item, long size, List<Span> spans) {
    int dash = item.indexOf('-');
    if (dash < 0) {
      return false;
    }
    long from = number(item.substring(0, dash));
    long to = number(item.substring(dash + 1));
    boolean fromGiven = dash > 0;
    boolean toGiven = dash + 1 < item.length();
    if (fromGiven && from < 0 || toGiven && to < 0 || !fromGiven && !toGiven) {
      return false;
    }
    if (!fromGiven) {
      long length = Math.min(to, size);
      if (length > 0) {
        spans.add(new Span(size - length, length));
      }
      return true;
    }
    if (toGiven && to < from) {
      return false;
    }
    if (from < size) {
      spans.add(new Span(from, (toGiven ? Math.min(to, size - 1) : size - 1) - from + 1));
    }
    return true;
  }

  /** -1 if it is none. */
  private static long number(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    if (digits.isEmpty()) {
      return -1;
    }
    return digits.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static List<Span> joined(List<Span> spans) {
    spans.sort(Comparator.comparingLong(Span::first));
    var joined = new ArrayList<Span>();
    for (Span next : spans) {
      Span last = joined.isEmpty() ? null : joined.getLast();
      if (last == null || next.first() > last.end()) {
        joined.add(next);
      } else {
        long end = Math.max(last.end(), next.end());
        joined.set(joined.size() - 1, new Span(last.first(), end - last.first()));
      }
    }
    return List.copyOf(joined);
  }
}

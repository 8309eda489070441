// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows already or insists on (RFC 9110, section 13), held against what there is.
 *
 * @param request what the client says
 * @param tag the ETag of what would be sent, with its quotes
 * @param modified when that was last changed
 */
record Conditions(HttpHeaders request, String tag, Instant modified) {

  /** What becomes of the request. */
  enum Verdict {
    /** To be done. */
    PROCEED,
    /** The client has it: 304. */
    NOT_MODIFIED,
    /** It is not what the client insists on: 412. */
    FAILED
  }

  /** By the order of section 13.2.2. */
  Verdict verdict() {
    List<String> match = request.getAll(HttpHeaderNames.IF_MATCH);
    if (match.isEmpty() ? changedSince() : !matches(match, true)) {
      return Verdict.FAILED;
    }
    List<String> noneMatch = request.getAll(HttpHeaderNames.IF_NONE_MATCH);
    if (noneMatch.isEmpty() ? unchangedSince() : matches(noneMatch, false)) {
      return Verdict.NOT_MODIFIED;
    }
    return Verdict.PROCEED;
  }

  private boolean changedSince() {
    Instant since = date(HttpHeaderNames.IF_UNMODIFIED_SINCE);
    return since != null && seconds().isAfter(since);
  }

  private boolean unchangedSince() {
    Instant since = date(HttpHeaderNames.IF_MODIFIED_SINCE);
    return since != null && !seconds().isAfter(since);
  }

  /** Whether a range may be given: not if the client has a part of something else. */
  boolean rangeAllowed(Instant now) {
    String given = request.get(HttpHeaderNames.IF_RANGE);
    if (given == null) {
      return true;
    }
    if (given.endsWith("\"")) {
      return strong(given) && given.equals(tag);
    }
    // A date says enough only if nothing else can have been there in that second.
    Instant since = date(HttpHeaderNames.IF_RANGE);
    return seconds().equals(since) && since.isBefore(now.minusSeconds(1));
  }

  private Instant seconds() {
    return modified.truncatedTo(ChronoUnit.SECONDS);
  }

  private @Nullable Instant date(CharSequence header) {
    List<String> lines = request.getAll(header);
    // Several say nothing (sections 13.1.3 and 13.1.4); a date has one comma.
    if (lines.size() != 1 || lines.getFirst().indexOf(',') != lines.getFirst().lastIndexOf(',')) {
      return null;
    }
    Date date = DateFormatter.parseHttpDate(lines.getFirst());
    return date == null ? null : date.toInstant();
  }

  private boolean matches(List<String> lines, boolean strongly) {
    for (String line : lines) {
      if (line.strip().equals("*")) {
        return true;
      }
      for (int at = 0; at < line.length(); at++) {
        // Commas may stand within a tag, so tags are found by their quotes.
        char c = line.charAt(at);
        if (c == '"') {
          int end = line.indexOf('"', at + 1);
          if (end < 0) {
            break;
          }
          boolean weak = at >= 2 && line.startsWith("W/", at - 2);
          if (same(line.substring(at, end + 1), weak, strongly)) {
            return true;
          }
          at = end;
        }
      }
    }
    return false;
  }

  private boolean same(String other, boolean weak, boolean strongly) {
    return strongly
        ? !weak && other.equals(tag)
        : tag.endsWith(other) && tag.length() <= other.length() + 2;
  }

  private static boolean strong(String tag) {
    return tag.startsWith("\"");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What went wrong, for clients: {@code application/problem+json} (RFC 9457).
 *
 * @param type a URI that names the kind; {@code about:blank} if the status says enough
 * @param title the kind in words
 * @param status the status code, 400 to 599
 * @param detail what is wrong with this request, and what was expected
 * @param more further members, such as the list of invalid fields
 */
public record Problem(
    String type, String title, int status, String detail, Map<String, Object> more) {

  private static final List<String> OWN = List.of("type", "title", "status", "detail");

  /** Checks the values and copies the map, in its order. */
  public Problem {
    requireNonNull(type, "type");
    requireNonNull(title, "title");
    requireNonNull(detail, "detail");
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
    }
    for (String name : more.keySet()) {
      if (OWN.contains(name)) {
        throw new IllegalArgumentException(
            "more: " + name + " (expected: none of " + OWN + ", which a problem has anyway)");
      }
    }
    more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }

  /** A problem that its status describes. */
  public static Problem of(int status, String detail) {
    return new Problem("about:blank", Statuses.phrase(status), status, detail, Map.of());
  }

  /** The same with one more member. */
  public Problem with(String name, Object value) {
    var members = new LinkedHashMap<>(more);
    members.put(name, value);
    return new Problem(type, title, status, detail, members);
  }
}

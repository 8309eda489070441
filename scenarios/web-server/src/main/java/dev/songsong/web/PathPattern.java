// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A route's path, taken apart.
 *
 * @param segments exact texts, or {@code {}} for any
 * @param names of the parameters, in order
 * @param rest whether the last parameter takes all that is left
 */
record PathPattern(List<String> segments, List<String> names, boolean rest) {
  static final String ANY = "{}";

  static PathPattern parse(String path) {
    if (!path.startsWith("/")) {
      throw malformed(path, "begins with /");
    }
    var segments = new ArrayList<String>();
    var names = new ArrayList<String>();
    boolean rest = false;
    for (String segment : path.substring(1).split("/", -1)) {
      if (rest) {
        throw malformed(path, "{name*} last");
      }
      if (segment.startsWith("{") && segment.endsWith("}")) {
        rest = segment.endsWith("*}");
        String name = segment.substring(1, segment.length() - (rest ? 2 : 1));
        if (!name.matches("[A-Za-z][A-Za-z0-9]*")) {
          throw malformed(path, "names of letters and digits");
        }
        names.add(name);
        segments.add(ANY);
      } else if (segment.contains("{") || segment.contains("}")) {
        throw malformed(path, "braces around whole segments");
      } else {
        segments.add(segment);
      }
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw malformed(path, "different names");
    }
    return new PathPattern(List.copyOf(segments), List.copyOf(names), rest);
  }

  private static IllegalArgumentException malformed(String path, String rule) {
    return new IllegalArgumentException("path: " + path + " (expected: " + rule + ")");
  }
}

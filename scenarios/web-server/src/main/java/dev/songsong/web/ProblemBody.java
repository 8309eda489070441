// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** A problem's members in the order in which they are read. */
final class ProblemBody {
  private ProblemBody() {}

  static Map<String, Object> of(Problem problem) {
    var members = new LinkedHashMap<String, Object>();
    members.put("type", problem.type());
    members.put("title", problem.title());
    members.put("status", problem.status());
    members.put("detail", problem.detail());
    members.putAll(problem.more());
    return members;
  }
}

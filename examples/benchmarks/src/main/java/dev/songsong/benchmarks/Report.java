// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * A suite's result. Its JSON is an interface: it is added to, never changed.
 *
 * @param suite the suite's name
 * @param environment in which it was measured
 * @param rows a figure and a peer each
 */
public record Report(String suite, Environment environment, List<Row> rows) {

  /** Copies the list. */
  public Report {
    rows = List.copyOf(rows);
  }

  /** This report as JSON; what is unknown is {@code null}. */
  public String json() {
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
  }
}

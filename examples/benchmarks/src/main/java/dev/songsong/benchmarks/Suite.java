// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.util.List;

/**
 * Contests that are run together.
 *
 * @param name what users call it
 * @param description what it shows, in a few words
 * @param contests in the order of the report
 */
public record Suite(String name, String description, List<Contest> contests) {

  /** Copies the list. */
  public Suite {
    contests = List.copyOf(contests);
  }
}

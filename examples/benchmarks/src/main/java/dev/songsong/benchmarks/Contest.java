// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * One of our programs beside those of the peers that can do the same.
 *
 * @param title the heading of its rows
 * @param ours our program, which must print every figure
 * @param peers the others, each of which prints the figures that it can measure
 * @param figures what is measured
 * @param answers what the programs must have computed, by name: ours all of them, a peer at least
 *     one, and none of them another value
 */
public record Contest(
    String title,
    Program ours,
    List<Program> peers,
    List<Figure> figures,
    Map<String, String> answers) {

  /** Copies the collections. */
  public Contest {
    peers = List.copyOf(peers);
    figures = List.copyOf(figures);
    answers = Map.copyOf(answers);
  }
}

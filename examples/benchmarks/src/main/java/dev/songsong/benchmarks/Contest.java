// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.time.Duration;
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
 * @param quickRounds how many rounds a quick run has at most; in one with none it is left out
 * @param fullRounds how many a full run has at most
 * @param limit how long one run of a program may take
 */
public record Contest(
    String title,
    Program ours,
    List<Program> peers,
    List<Figure> figures,
    Map<String, String> answers,
    int quickRounds,
    int fullRounds,
    Duration limit) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Copies the collections. */
  public Contest {
    peers = List.copyOf(peers);
    figures = List.copyOf(figures);
    answers = Map.copyOf(answers);
  }

  /** With as many rounds as the effort has. */
  public Contest(
      String title,
      Program ours,
      List<Program> peers,
      List<Figure> figures,
      Map<String, String> answers) {
    this(title, ours, peers, figures, answers, Integer.MAX_VALUE, Integer.MAX_VALUE, LIMIT);
  }

  /** The same with fewer rounds, where one takes long. */
  public Contest withRounds(int quick, int full) {
    return new Contest(title, ours, peers, figures, answers, quick, full, limit);
  }

  /** The same whose programs may take longer, or less long. */
  public Contest withLimit(Duration limit) {
    return new Contest(title, ours, peers, figures, answers, quickRounds, fullRounds, limit);
  }

  int rounds(Effort effort) {
    return Math.min(effort.rounds(), effort == Effort.QUICK ? quickRounds : fullRounds);
  }
}

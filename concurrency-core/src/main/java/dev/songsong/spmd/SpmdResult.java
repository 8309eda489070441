// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import dev.songsong.exec.Outcome;
import java.util.List;

/**
 * How each rank ended.
 *
 * @param outcomes an outcome a rank, in rank order
 * @param <R> what a rank returns
 */
public record SpmdResult<R>(List<Outcome<R>> outcomes) {

  /** Copies the list. */
  public SpmdResult {
    outcomes = List.copyOf(outcomes);
  }

  /** Whether every rank returned a value. */
  public boolean succeeded() {
    return outcomes.stream().allMatch(Outcome::succeeded);
  }

  /** How a rank ended. */
  public Outcome<R> of(int rank) {
    return outcomes.get(rank);
  }

  /**
   * The values of all ranks, in rank order.
   *
   * @throws dev.songsong.exec.TaskException if a rank gave none: the first that died, else the
   *     first that failed for its own sake, else the first
   */
  public List<R> values() {
    outcomes.stream()
        .filter(outcome -> !outcome.succeeded())
        .min((a, b) -> Integer.compare(weight(a), weight(b)))
        .ifPresent(Outcome::orElseThrow);
    return outcomes.stream().map(Outcome::orElseThrow).toList();
  }

  /** The cause comes before its consequences. */
  private static int weight(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.WorkerDied<?> died -> 0;
      case Outcome.Failed<?>(Throwable error) -> error instanceof RanksLostException ? 2 : 1;
      case Outcome.Cancelled<?> cancelled -> 3;
      case Outcome.TimedOut<?> timedOut -> 1;
      case Outcome.Done<?> done -> 4;
    };
  }
}

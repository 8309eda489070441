// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.TaskOptions;
import java.util.List;

/**
 * Two tasks share a worker of a hybrid pool, and one of them kills it: both died, who did it? Work
 * that may safely run twice is tried again, the last time alone in a worker. Then what dies there
 * is the culprit, and its companion is done.
 */
public final class E10TriedAgain {
  private E10TriedAgain() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    var options = TaskOptions.DEFAULT.idempotent(3);
    List<String> names = List.of("good", "bad", "better");
    try (var pool = ParallelExecutor.hybrid(1, 2)) {
      List<Outcome<Integer>> outcomes = pool.map(options, names, E10TriedAgain::length);
      for (int i = 0; i < names.size(); i++) {
        System.out.println(names.get(i) + ": " + tell(outcomes.get(i)));
      }
    }
  }

  private static int length(String name) {
    if (name.equals("bad")) {
      Runtime.getRuntime().halt(9);
    }
    return name.length();
  }

  private static String tell(Outcome<Integer> outcome) {
    return outcome instanceof WorkerDied<Integer>(var cause)
        ? "died with " + cause.companions().size() + " companions"
        : "done, " + outcome.orElseThrow();
  }
}

// Output:
// good: done, 4
// bad: died with 0 companions
// better: done, 6

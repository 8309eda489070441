// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.Task;
import java.util.List;
import java.util.StringTokenizer;

/**
 * The same work by threads, by worker processes and by both: only the line that makes the pool
 * differs.
 */
public final class E01OneTaskThreeWays {
  private static final List<String> LINES = List.of("một hai", "ba bốn năm", "sáu");

  private E01OneTaskThreeWays() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    count(ParallelExecutor.threads(2));
    count(ParallelExecutor.virtualThreads());
    count(ParallelExecutor.processes(2));
    count(ParallelExecutor.hybrid(2, 2));
    System.out.println(face("mười mười một"));
  }

  private static void count(ParallelExecutor made) throws InterruptedException {
    try (var pool = made) {
      List<Outcome<Integer>> counts = pool.map(LINES, E01OneTaskThreeWays::words);
      int sum = counts.stream().mapToInt(Outcome::orElseThrow).sum();
      System.out.println(pool.mode() + ": " + sum + " words");
    }
  }

  private static int words(String line) {
    return new StringTokenizer(line).countTokens();
  }

  private static String face(String line) throws InterruptedException {
    // START SNIPPET: face
    try (var pool =
        ParallelExecutor.processes(2)) { // or threads(2), virtualThreads(), hybrid(2, 2)
      Task<Integer> one = pool.submit(() -> words(line)); // refused here if it can't be shipped
      List<Outcome<Integer>> all = pool.map(LINES, E01OneTaskThreeWays::words); // in order
      return switch (one.outcome()) {
        case Done<Integer>(var words) -> words + " words, and " + all.size() + " lines counted";
        case Failed<Integer>(var error) -> "the task threw " + error;
        case TimedOut<Integer>(var limit, var stillRunning) -> "took more than " + limit;
        case WorkerDied<Integer>(var cause) -> "lost: " + cause; // pid 4711: SIGSEGV, ...
        case Cancelled<Integer>(var started) -> "nobody wanted it";
      };
    }
    // END SNIPPET: face
  }
}

// Output:
// THREADS: 6 words
// VIRTUAL_THREADS: 6 words
// PROCESSES: 6 words
// HYBRID: 6 words
// 3 words, and 3 lines counted

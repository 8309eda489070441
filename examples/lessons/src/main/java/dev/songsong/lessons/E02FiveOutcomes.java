// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.RemoteCallable;
import dev.songsong.exec.TaskOptions;
import java.time.Duration;

/**
 * A task ends in exactly one of five ways, and the type says which. The switch has no {@code
 * default}: the compiler finds the way that was forgotten.
 */
public final class E02FiveOutcomes {
  private E02FiveOutcomes() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    try (var pool = ParallelExecutor.processes(1)) {
      System.out.println(tell(pool.submit(() -> 6 * 7).outcome()));
      System.out.println(tell(pool.submit(() -> Integer.parseInt("six")).outcome()));
      var brief = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(100));
      System.out.println(tell(pool.submit(brief, sleepy()).outcome()));
      System.out.println(tell(pool.submit(E02FiveOutcomes::fallOver).outcome()));
      var unwanted = pool.submit(sleepy());
      unwanted.cancel(true);
      System.out.println(tell(unwanted.outcome()));
      // None of that harmed the pool.
      System.out.println(tell(pool.submit(() -> 1 + 1).outcome()));
    }
  }

  // START SNIPPET: outcomes
  private static String tell(Outcome<Integer> outcome) {
    return switch (outcome) {
      case Done<Integer>(var value) -> "done: " + value;
      case Failed<Integer>(var error) -> "failed: " + error.getMessage();
      case TimedOut<Integer>(var limit, var stillRunning) -> "timed out after " + limit;
      case WorkerDied<Integer>(var cause) -> "worker died: exit " + cause.exitCode().orElse(-1);
      case Cancelled<Integer>(var started) -> "cancelled";
    };
  }

  // END SNIPPET: outcomes

  private static RemoteCallable<Integer> sleepy() {
    return () -> {
      Thread.sleep(Duration.ofMinutes(1));
      return 0;
    };
  }

  // Ends the worker process at once, as a bug in native code would.
  private static Integer fallOver() {
    Runtime.getRuntime().halt(3);
    return 0;
  }
}

// Output:
// done: 42
// failed: For input string: "six"
// timed out after PT0.1S
// worker died: exit 3
// cancelled
// done: 2

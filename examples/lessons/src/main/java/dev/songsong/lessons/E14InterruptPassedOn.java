// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.TaskOptions;
import java.time.Duration;

/**
 * The cure of {@link E14BrokenSwallowedInterrupt}: who is interrupted passes it on. A method that
 * may throw, throws; one that may not sets the flag again and leaves.
 */
public final class E14InterruptPassedOn {
  private E14InterruptPassedOn() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    var limit = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(100));
    try (var pool = ParallelExecutor.threads(1)) {
      System.out.println(tell(pool.submit(limit, E14InterruptPassedOn::poll).outcome()));
      System.out.println(tell(pool.submit(limit, E14InterruptPassedOn::quietly).outcome()));
    }
  }

  private static int poll() throws InterruptedException {
    while (true) {
      Thread.sleep(20);
    }
  }

  private static int quietly() {
    int looked = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(20);
        looked++;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return looked;
  }

  private static String tell(Outcome<Integer> outcome) {
    return outcome instanceof TimedOut<Integer>(var passed, var stillRunning)
        ? "passed " + passed + (stillRunning ? ", and still runs" : ", and was ended")
        : "unexpected: " + outcome;
  }
}

// Output:
// passed PT0.1S, and was ended
// passed PT0.1S, and was ended

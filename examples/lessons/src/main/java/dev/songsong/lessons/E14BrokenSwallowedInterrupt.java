// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.TaskOptions;
import java.time.Duration;

/**
 * Broken: the loop catches the interrupt and goes on. The flag is gone with the exception, so that
 * nobody further out can see that the work was to end. The cure is {@link E14InterruptPassedOn}.
 */
public final class E14BrokenSwallowedInterrupt {
  // Set by main so that the lesson itself ends; read by the thread that was given up.
  private static volatile boolean mercy;

  private E14BrokenSwallowedInterrupt() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    mercy = false;
    var limit = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(100));
    try (var pool = ParallelExecutor.threads(1)) {
      System.out.println(tell(pool.submit(limit, E14BrokenSwallowedInterrupt::poll).outcome()));
      mercy = true;
    }
  }

  private static int poll() {
    int looked = 0;
    while (!mercy) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        // "Can't happen", says the mistake.
      }
      looked++;
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
// passed PT0.1S, and still runs

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.TaskOptions;
import java.time.Duration;

/**
 * A loop that never looks at the interrupt flag can't be ended in a thread: the pool gives the
 * thread up, and its core stays busy. In a worker process it is killed.
 */
public final class E05DeafLoop {
  // Set by main so that the lesson itself ends; read by the thread that was given up.
  private static volatile boolean mercy;

  private E05DeafLoop() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    try (var pool = ParallelExecutor.threads(1)) {
      System.out.println("threads: " + stop(pool));
      mercy = true;
    }
    try (var pool = ParallelExecutor.processes(1)) {
      System.out.println("processes: " + stop(pool));
    }
  }

  // START SNIPPET: limit
  private static String stop(ParallelExecutor pool) throws InterruptedException {
    var limit = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(200));
    Outcome<Integer> outcome = pool.submit(limit, E05DeafLoop::spin).outcome();
    return outcome instanceof TimedOut<Integer>(var passed, var stillRunning)
        ? "passed " + passed + (stillRunning ? ", and still runs" : ", and was ended")
        : "unexpected: " + outcome;
  }

  // END SNIPPET: limit

  private static Integer spin() {
    while (!mercy) {
      Thread.onSpinWait();
    }
    return 0;
  }
}

// Output:
// threads: passed PT0.2S, and still runs
// processes: passed PT0.2S, and was ended

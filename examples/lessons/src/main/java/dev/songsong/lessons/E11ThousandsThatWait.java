// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Work that waits holds no core: ten thousand waits of a second take about a second, a virtual
 * thread each. With as many platform threads as cores they would take an hour.
 */
public final class E11ThousandsThatWait {
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private E11ThousandsThatWait() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    List<Integer> requests = IntStream.range(0, 10_000).boxed().toList();
    long start = System.nanoTime();
    try (var pool = ParallelExecutor.virtualThreads()) {
      List<Outcome<Integer>> answers = pool.map(requests, E11ThousandsThatWait::ask);
      System.out.println("answers: " + answers.stream().filter(Outcome::succeeded).count());
    }
    long elapsed = System.nanoTime() - start;
    System.out.println("within 30 s: " + (elapsed < PATIENCE.toNanos()));
  }

  private static int ask(int request) throws InterruptedException {
    Thread.sleep(WAIT);
    return request;
  }
}

// Output:
// answers: 10000
// within 30 s: true

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * The cure of {@link E17BrokenSumOrder}: parts finish in any order, and are added in the order of
 * their numbers. That is no more exact, but it is the same each time, on every machine.
 */
public final class E17FixedOrder {
  private static final double[] PARTS = {1e16, 1.0, -1e16};

  private E17FixedOrder() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println("finished 0, 1, 2: sum " + sum(List.of(0, 1, 2)));
    System.out.println("finished 0, 2, 1: sum " + sum(List.of(0, 2, 1)));
  }

  private static double sum(List<Integer> finishing) throws InterruptedException {
    // The k-th waits until k others have finished.
    List<CountDownLatch> turns = IntStream.range(0, 3).mapToObj(CountDownLatch::new).toList();
    try (var pool = ParallelExecutor.threads(PARTS.length)) {
      List<Outcome<Double>> parts =
          pool.map(
              List.of(0, 1, 2),
              part -> {
                turns.get(finishing.indexOf(part)).await();
                turns.forEach(CountDownLatch::countDown);
                return PARTS[part];
              });
      double sum = 0;
      for (Outcome<Double> part : parts) {
        sum += part.orElseThrow();
      }
      return sum;
    }
  }
}

// Output:
// finished 0, 1, 2: sum 0.0
// finished 0, 2, 1: sum 0.0

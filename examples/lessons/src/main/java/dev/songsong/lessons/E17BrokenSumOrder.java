// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.ParallelExecutor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Broken: parts are added up as they come. Adding doubles rounds, so that another order gives
 * another sum. The lock is right, and doesn't help.
 *
 * <p>The latches let the parts finish in a chosen order, as luck would. The cure is {@link
 * E17FixedOrder}.
 */
public final class E17BrokenSumOrder {
  private static final double[] PARTS = {1e16, 1.0, -1e16};

  private final ReentrantLock lock = new ReentrantLock();
  private double sum; // guarded by lock

  private E17BrokenSumOrder() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println("finished 0, 1, 2: sum " + new E17BrokenSumOrder().sum(List.of(0, 1, 2)));
    System.out.println("finished 0, 2, 1: sum " + new E17BrokenSumOrder().sum(List.of(0, 2, 1)));
  }

  private double sum(List<Integer> finishing) throws InterruptedException {
    // The k-th waits until k others have finished.
    List<CountDownLatch> turns = IntStream.range(0, 3).mapToObj(CountDownLatch::new).toList();
    try (var pool = ParallelExecutor.threads(PARTS.length)) {
      pool.map(
          finishing,
          part -> {
            turns.get(finishing.indexOf(part)).await();
            add(PARTS[part]);
            turns.forEach(CountDownLatch::countDown);
            return part;
          });
    }
    return sum;
  }

  private void add(double part) {
    lock.lock();
    try {
      sum += part;
    } finally {
      lock.unlock();
    }
  }
}

// Output:
// finished 0, 1, 2: sum 0.0
// finished 0, 2, 1: sum 1.0

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.ParallelExecutor;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cure of {@link E04BrokenLostUpdate}: reading, adding and writing are one step that no other
 * thread can come between. The barrier still has both threads start together.
 */
public final class E04AtomicUpdate {
  // Written by both tasks; atomic.
  private static final AtomicInteger BALANCE = new AtomicInteger();

  private E04AtomicUpdate() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    BALANCE.set(0);
    var bothAreHere = new CyclicBarrier(2);
    try (var pool = ParallelExecutor.threads(2)) {
      var one = pool.submit(() -> deposit(100, bothAreHere));
      var other = pool.submit(() -> deposit(100, bothAreHere));
      one.outcome().orElseThrow();
      other.outcome().orElseThrow();
    }
    System.out.println("deposited 200, balance " + BALANCE.get());
  }

  private static int deposit(int amount, CyclicBarrier bothAreHere) throws Exception {
    bothAreHere.await();
    BALANCE.addAndGet(amount);
    return amount;
  }
}

// Output:
// deposited 200, balance 200

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.ParallelExecutor;
import java.util.concurrent.CyclicBarrier;

/**
 * Broken: two threads read, add and write back without a guard, and one deposit is lost.
 *
 * <p>By chance it happens once in a million times. The barrier stands where the scheduler may stop
 * a thread at any moment, and makes it happen every time. The cure is {@link E04AtomicUpdate}.
 */
public final class E04BrokenLostUpdate {
  // Written by both tasks, unguarded: that is the mistake.
  private static int balance;

  private E04BrokenLostUpdate() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    balance = 0;
    var bothHaveRead = new CyclicBarrier(2);
    try (var pool = ParallelExecutor.threads(2)) {
      var one = pool.submit(() -> deposit(100, bothHaveRead));
      var other = pool.submit(() -> deposit(100, bothHaveRead));
      one.outcome().orElseThrow();
      other.outcome().orElseThrow();
    }
    System.out.println("deposited 200, balance " + balance);
  }

  private static int deposit(int amount, CyclicBarrier bothHaveRead) throws Exception {
    int seen = balance;
    bothHaveRead.await();
    balance = seen + amount;
    return amount;
  }
}

// Output:
// deposited 200, balance 100

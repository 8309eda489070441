// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.ParallelExecutor;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cure of {@link E12BrokenDeadlock}: locks have an order, and every thread takes them in that
 * order, whichever way the money goes. Then nobody holds a later lock while it waits for an earlier
 * one, and no circle can close.
 */
public final class E12OrderedLocks {
  private static final class Account {
    private final int number;
    private final ReentrantLock lock = new ReentrantLock();
    private int balance = 100; // guarded by lock

    Account(int number) {
      this.number = number;
    }
  }

  private E12OrderedLocks() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    var a = new Account(1);
    var b = new Account(2);
    var bothAreHere = new CyclicBarrier(2);
    try (var pool = ParallelExecutor.threads(2)) {
      var there = pool.submit(() -> move(30, a, b, bothAreHere));
      var back = pool.submit(() -> move(10, b, a, bothAreHere));
      there.outcome().orElseThrow();
      back.outcome().orElseThrow();
    }
    System.out.println("a " + a.balance + ", b " + b.balance);
  }

  private static int move(int amount, Account from, Account to, CyclicBarrier bothAreHere)
      throws Exception {
    Account first = from.number < to.number ? from : to;
    Account second = first == from ? to : from;
    bothAreHere.await();
    first.lock.lock();
    try {
      second.lock.lock();
      try {
        from.balance -= amount;
        to.balance += amount;
      } finally {
        second.lock.unlock();
      }
    } finally {
      first.lock.unlock();
    }
    return amount;
  }
}

// Output:
// a 80, b 120

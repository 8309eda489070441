// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Broken: two transfers in opposite directions lock the account they take from, then the one they
 * give to. Each holds what the other waits for. The JVM can tell; it can't help.
 *
 * <p>The barrier stands where bad luck would stop both threads. The cure is {@link
 * E12OrderedLocks}.
 */
public final class E12BrokenDeadlock {
  private static final class Account {
    private final ReentrantLock lock = new ReentrantLock();
    private int balance = 100; // guarded by lock
  }

  private E12BrokenDeadlock() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    var a = new Account();
    var b = new Account();
    var bothHoldOne = new CyclicBarrier(2);
    Thread there = Thread.ofPlatform().name("a to b").start(() -> move(30, a, b, bothHoldOne));
    Thread back = Thread.ofPlatform().name("b to a").start(() -> move(10, b, a, bothHoldOne));
    for (ThreadInfo stuck : awaitDeadlock()) {
      System.out.println(stuck.getThreadName() + " waits for " + stuck.getLockOwnerName());
    }
    // One gives up, and the other goes on. With lock() or synchronized both would stay for ever.
    there.interrupt();
    there.join();
    back.join();
    System.out.println("a " + a.balance + ", b " + b.balance);
  }

  private static void move(int amount, Account from, Account to, CyclicBarrier bothHoldOne) {
    try {
      from.lock.lockInterruptibly();
      try {
        bothHoldOne.await();
        to.lock.lockInterruptibly();
        try {
          from.balance -= amount;
          to.balance += amount;
        } finally {
          to.lock.unlock();
        }
      } finally {
        from.lock.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ThreadInfo[] awaitDeadlock() throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] stuck = threads.findDeadlockedThreads();
    while (stuck == null) {
      Thread.sleep(10);
      stuck = threads.findDeadlockedThreads();
    }
    ThreadInfo[] found = threads.getThreadInfo(stuck);
    Arrays.sort(found, (one, other) -> one.getThreadName().compareTo(other.getThreadName()));
    return found;
  }
}

// Output:
// a to b waits for b to a
// b to a waits for a to b
// a 110, b 90

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.ParallelExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Broken: tasks count in a static field. Threads share it; every worker process has one of its own,
 * and the pool's side never sees theirs. The cure is {@link E03ReturnedCounts}.
 */
public final class E03BrokenSharedCounter {
  private static final List<Integer> NUMBERS = List.of(1, 2, 3, 4, 5, 6);
  // Written by tasks, read by main; atomic, which helps only within one process.
  private static final AtomicInteger EVEN = new AtomicInteger();

  private E03BrokenSharedCounter() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println("threads counted " + count(ParallelExecutor.threads(2)));
    System.out.println("processes counted " + count(ParallelExecutor.processes(2)));
  }

  private static int count(ParallelExecutor made) throws InterruptedException {
    EVEN.set(0);
    try (var pool = made) {
      pool.map(NUMBERS, E03BrokenSharedCounter::look);
    }
    return EVEN.get();
  }

  private static int look(int number) {
    return number % 2 == 0 ? EVEN.incrementAndGet() : EVEN.get();
  }
}

// Output:
// threads counted 3
// processes counted 0

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.machine.Budget;
import java.util.List;

/**
 * A pool in a pool in a pool, each with a thread a core: eight cores would have 512 threads. Here
 * all share one budget. A worker is told its part of the cores, and a pool that is made in it
 * without a size takes what is free of that.
 */
public final class E23SharedBudget {
  private E23SharedBudget() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    int cores = Budget.current().cores();
    // START SNIPPET: budget
    try (var pool = ParallelExecutor.processes(2)) {
      List<Outcome<Integer>> nested = pool.map(List.of(1, 2), worker -> sizeOfNestedPool());
      int together = nested.stream().mapToInt(Outcome::orElseThrow).sum();
      // Whoever takes a share has at least one core.
      System.out.println("two nested pools fit: " + (together <= Math.max(2, cores)));
    }
    // END SNIPPET: budget
    System.out.println("given back: " + (Budget.current().freeCores() == cores));
  }

  private static int sizeOfNestedPool() {
    try (var nested = ParallelExecutor.threads()) {
      return nested.parallelism();
    }
  }
}

// Output:
// two nested pools fit: true
// given back: true

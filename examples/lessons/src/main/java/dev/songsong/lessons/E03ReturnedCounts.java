// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import java.util.List;

/**
 * The cure of {@link E03BrokenSharedCounter}: a task returns its part, and the caller adds the
 * parts up. Nothing is shared, so it is right in every mode.
 */
public final class E03ReturnedCounts {
  private static final List<Integer> NUMBERS = List.of(1, 2, 3, 4, 5, 6);

  private E03ReturnedCounts() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println("threads counted " + count(ParallelExecutor.threads(2)));
    System.out.println("processes counted " + count(ParallelExecutor.processes(2)));
  }

  private static int count(ParallelExecutor made) throws InterruptedException {
    try (var pool = made) {
      return pool.map(NUMBERS, number -> number % 2 == 0 ? 1 : 0).stream()
          .mapToInt(Outcome::orElseThrow)
          .sum();
    }
  }
}

// Output:
// threads counted 3
// processes counted 3

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.memory.SharedHandle;
import dev.songsong.memory.SharedInts;
import dev.songsong.memory.SharedMemory;
import java.util.List;

/**
 * Large data is not copied to the workers: they get a handle of some hundred bytes and look at the
 * same memory.
 */
public final class E09SharedMemory {
  private static final int LENGTH = 1_000_000;
  private static final int PARTS = 4;

  private E09SharedMemory() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    // START SNIPPET: memory
    try (var memory = SharedMemory.create(LENGTH * 4L);
        var pool = ParallelExecutor.processes(2)) {
      SharedInts numbers = memory.ints();
      for (int i = 0; i < LENGTH; i++) {
        numbers.set(i, i + 1);
      }
      SharedHandle handle = memory.handle();
      List<Outcome<Long>> sums = pool.map(List.of(0, 1, 2, 3), part -> sumOf(part, handle));
      System.out.println("sum: " + sums.stream().mapToLong(Outcome::orElseThrow).sum());
    }
    // END SNIPPET: memory
    System.out.println("formula: " + LENGTH * (LENGTH + 1L) / 2);
  }

  private static long sumOf(int part, SharedHandle handle) {
    try (var memory = SharedMemory.open(handle)) {
      SharedInts numbers = memory.ints();
      long sum = 0;
      for (int i = part * (LENGTH / PARTS); i < (part + 1) * (LENGTH / PARTS); i++) {
        sum += numbers.get(i);
      }
      return sum;
    }
  }
}

// Output:
// sum: 500000500000
// formula: 500000500000

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where an item's work is smaller than its journey to a worker, send a thousand of them as one
 * task. They share that task's fate: when its worker dies, all of its items are lost.
 */
public final class E25InChunks {
  private E25InChunks() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    List<Integer> numbers = IntStream.range(0, 10_000).boxed().toList();
    try (var pool = ParallelExecutor.processes(2)) {
      // START SNIPPET: chunks
      List<Outcome<Integer>> outcomes = pool.mapInChunks(1_000, numbers, E25InChunks::share);
      long done = outcomes.stream().filter(Done.class::isInstance).count();
      // The number 0, and no other of its chunk.
      long failed = outcomes.stream().filter(Failed.class::isInstance).count();
      // The number 5,555 ends its worker: 5,000 to 5,999 were in one chunk.
      long lost = outcomes.stream().filter(WorkerDied.class::isInstance).count();
      // END SNIPPET: chunks
      System.out.println("done: " + done + ", failed: " + failed + ", lost: " + lost);
    }
  }

  private static int share(int number) {
    if (number == 5_555) {
      Runtime.getRuntime().halt(3); // As a bug in native code would.
    }
    return 1_000_000 / number;
  }
}

// Output:
// done: 8999, failed: 1, lost: 1000

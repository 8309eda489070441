// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Two threads count, each in a place of its own: nothing is shared, and both answers are right. But
 * processors share memory by lines of 64 bytes or more. Two places in one line travel from core to
 * core with every count; places far apart stay where they are.
 *
 * <p>How much slower that is, it prints to standard error, as no two machines agree; two to ten
 * times is usual. The second run of each is the one to look at: the first warms the compiler up.
 */
public final class E18FalseSharing {
  private static final int COUNTS = 5_000_000;
  private static final int NEIGHBOUR = 1;
  private static final int FAR = 32; // 256 bytes on

  private E18FalseSharing() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    for (int run = 1; run <= 2; run++) {
      long near = nanos("neighbours", NEIGHBOUR);
      long far = nanos("far apart", FAR);
      System.err.printf("run %d: neighbours take %.1f times as long%n", run, (double) near / far);
    }
  }

  private static long nanos(String what, int distance) throws InterruptedException {
    var places = new AtomicLongArray(FAR * 3);
    // The first places share their line with the array's own length.
    List<Integer> mine = List.of(FAR, FAR + distance);
    try (var pool = ParallelExecutor.threads(2)) {
      pool.warmUp();
      long start = System.nanoTime();
      List<Outcome<Long>> counted = pool.map(mine, place -> count(places, place));
      long nanos = System.nanoTime() - start;
      System.out.println(what + ": " + counted.stream().mapToLong(Outcome::orElseThrow).sum());
      return nanos;
    }
  }

  private static long count(AtomicLongArray places, int place) {
    for (int i = 0; i < COUNTS; i++) {
      places.getAndIncrement(place);
    }
    return places.get(place);
  }
}

// Output:
// neighbours: 10000000
// far apart: 10000000
// neighbours: 10000000
// far apart: 10000000

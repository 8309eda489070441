// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Mode;
import dev.songsong.spmd.Op;
import dev.songsong.spmd.Spmd;
import java.util.List;
import java.util.Locale;

/**
 * One program, many ranks: each computes its part of π, and a collective adds the parts up, so that
 * every rank has the sum. Threads or processes, the bits are the same: ranks are added in their
 * order.
 */
public final class E21Ranks {
  private static final int STEPS = 1_000_000;

  private E21Ranks() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    double first = pi(Mode.THREADS).getFirst();
    System.out.printf(Locale.ROOT, "pi: %.6f%n", first);
    for (Mode mode : List.of(Mode.PROCESSES, Mode.HYBRID)) {
      boolean same = pi(mode).stream().allMatch(sum -> sum == first);
      System.out.println(mode + ": the same bits on every rank: " + same);
    }
  }

  private static List<Double> pi(Mode mode) throws InterruptedException {
    // START SNIPPET: ranks
    return Spmd.run(mode, 4, comm -> comm.allReduce(part(comm.rank(), comm.size()), Op.SUM))
        .values();
    // END SNIPPET: ranks
  }

  private static double part(int rank, int size) {
    double sum = 0;
    for (int i = rank; i < STEPS; i += size) {
      double x = (i + 0.5) / STEPS;
      sum += 4 / (1 + x * x) / STEPS;
    }
    return sum;
  }
}

// Output:
// pi: 3.141593
// PROCESSES: the same bits on every rank: true
// HYBRID: the same bits on every rank: true

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.exec.Mode;
import dev.songsong.spmd.Communicator;
import dev.songsong.spmd.Op;
import dev.songsong.spmd.RanksLostException;
import dev.songsong.spmd.Spmd;
import dev.songsong.spmd.SpmdResult;

/**
 * One program, many ranks: each computes its part, and together they make the sum. As threads, as
 * processes or as both it gives the same bits; and when a rank is lost, the others go on.
 */
public final class E21Ranks {
  private static final int STEPS = 1_000_000;

  private E21Ranks() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    // START SNIPPET: ranks
    for (Mode mode : new Mode[] {Mode.THREADS, Mode.PROCESSES, Mode.HYBRID}) {
      SpmdResult<Double> pi =
          Spmd.run(mode, 2, comm -> comm.allReduce(part(comm.rank(), comm.size()), Op.SUM));
      System.out.println(mode + ": " + pi.values());
    }
    // END SNIPPET: ranks
    System.out.println("survivors: " + Spmd.run(Mode.THREADS, 2, E21Ranks::survive).of(0));
  }

  // START SNIPPET: rebuild
  private static int survive(Communicator comm) throws InterruptedException {
    if (comm.rank() == 1) {
      throw new IllegalStateException("broken");
    }
    try {
      comm.barrier();
      return comm.size();
    } catch (RanksLostException lost) { // "barrier(): lost ranks [1] ...: rank 1 failed, ..."
      Communicator rest = comm.rebuild();
      rest.barrier();
      return rest.size();
    }
  }

  // END SNIPPET: rebuild

  /** This rank's strips of the area under 4 / (1 + x²) from 0 to 1, which is pi. */
  private static double part(int rank, int size) {
    double sum = 0;
    for (int i = rank; i < STEPS; i += size) {
      double x = (i + 0.5) / STEPS;
      sum += 4 / (1 + x * x);
    }
    return sum / STEPS;
  }
}

// Output:
// THREADS: [3.1415926535899388, 3.1415926535899388]
// PROCESSES: [3.1415926535899388, 3.1415926535899388]
// HYBRID: [3.1415926535899388, 3.1415926535899388]
// survivors: Done[value=1]

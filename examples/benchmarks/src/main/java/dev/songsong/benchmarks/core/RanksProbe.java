// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.exec.Mode;
import dev.songsong.exec.WorkerOptions;
import dev.songsong.spmd.Communicator;
import dev.songsong.spmd.Data;
import dev.songsong.spmd.Op;
import dev.songsong.spmd.Spmd;

/** Two of our ranks, each a process: all-reduce small and large, and a message. */
final class RanksProbe {
  private static final int FLOATS = 16 << 20;

  private RanksProbe() {}

  public static void main(String[] args) throws Exception {
    switch (Effort.of(args)) {
      case CHECK -> check();
      case QUICK -> measure(50_000, 5);
      case FULL -> measure(200_000, 11);
    }
  }

  private static void check() throws InterruptedException {
    long[] answers =
        Spmd.run(
                Mode.PROCESSES,
                2,
                comm -> new long[] {comm.allReduce(comm.rank() + 20L, Op.SUM), echo(comm, 9)})
            .values()
            .getFirst();
    Lines.answer("sum", answers[0]);
    Lines.answer("echo", answers[1]);
  }

  private static void measure(int small, int large) throws InterruptedException {
    double[] figures =
        Spmd.builder(Mode.PROCESSES)
            .processes(2)
            .workers(WorkerOptions.DEFAULT.withSpares(0).withHeapMiB(512))
            .run(comm -> figures(comm, small, large))
            .values()
            .getFirst();
    Lines.figure("SMALL", figures[0]);
    Lines.figure("HALF_TRIP", figures[1]);
    Lines.figure("LARGE", figures[2]);
  }

  private static double[] figures(Communicator comm, int small, int large)
      throws InterruptedException {
    small(comm, 20_000);
    halfTrip(comm, 20_000);
    double ofSmall = small(comm, small);
    double ofTrip = halfTrip(comm, small);
    large(comm, 2);
    return new double[] {ofSmall, ofTrip, large(comm, large)};
  }

  private static double small(Communicator comm, int count) throws InterruptedException {
    var word = new long[1];
    Data data = Data.of(word);
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      word[0] = i + comm.rank();
      long start = System.nanoTime();
      comm.allReduce(data, Op.SUM);
      nanos[i] = System.nanoTime() - start;
      Lines.check("sum", word[0], 2L * i + 1);
    }
    return Lines.median(nanos) / 1e3;
  }

  private static double halfTrip(Communicator comm, int count) throws InterruptedException {
    var word = new long[1];
    Data data = Data.of(word);
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      word[0] = i;
      long start = System.nanoTime();
      trip(comm, data, word);
      nanos[i] = System.nanoTime() - start;
      Lines.check("echo", word[0], i + 1L);
    }
    return Lines.median(nanos) / 2.0;
  }

  private static long echo(Communicator comm, long value) throws InterruptedException {
    long[] word = {value};
    trip(comm, Data.of(word), word);
    return word[0];
  }

  /** Rank 1 adds one to what rank 0 sends. */
  private static void trip(Communicator comm, Data data, long[] word) throws InterruptedException {
    if (comm.rank() == 0) {
      comm.send(data, 1, 7);
      comm.receive(data, 1, 7);
    } else {
      comm.receive(data, 0, 7);
      word[0]++;
      comm.send(data, 0, 7);
    }
  }

  private static double large(Communicator comm, int count) throws InterruptedException {
    var floats = new float[FLOATS];
    Data data = Data.of(floats);
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < FLOATS; k++) {
        floats[k] = k % 1_000 + comm.rank();
      }
      comm.barrier();
      long start = System.nanoTime();
      comm.allReduce(data, Op.SUM);
      nanos[i] = System.nanoTime() - start;
      for (int k = 0; k < FLOATS; k++) {
        Lines.check("element", (long) floats[k], 2L * (k % 1_000) + 1);
      }
    }
    return (double) FLOATS * Float.BYTES / Lines.median(nanos);
  }
}

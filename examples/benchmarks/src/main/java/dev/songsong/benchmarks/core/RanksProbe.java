// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.exec.Mode;
import dev.songsong.exec.WorkerOptions;
import dev.songsong.spmd.Communicator;
import dev.songsong.spmd.Data;
import dev.songsong.spmd.Op;
import dev.songsong.spmd.Spmd;
import java.util.Arrays;

/** Two of our ranks, each a process: messages, all-reduce small and large, large copies. */
final class RanksProbe {
  private static final int FLOATS = 16 << 20;
  private static final int WARM_UPS = 3;
  private static final int BLOCK = 500;

  private final Communicator comm;
  private final long limitNanos;
  // Of the rank's one thread.
  private final long[] word = new long[1];
  private final Data data = Data.of(word);

  private RanksProbe(Communicator comm, int limitMillis) {
    this.comm = comm;
    this.limitNanos = limitMillis * 1_000_000L;
  }

  public static void main(String[] args) throws Exception {
    switch (Effort.of(args)) {
      case CHECK -> check();
      case QUICK -> measure(50_000, 6, 300);
      case FULL -> measure(200_000, 20, 1_500);
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

  private static void measure(int small, int large, int millis) throws InterruptedException {
    double[] figures =
        Spmd.builder(Mode.PROCESSES)
            .processes(2)
            .workers(WorkerOptions.DEFAULT.withSpares(0).withHeapMiB(512))
            .run(comm -> new RanksProbe(comm, millis).figures(small, large))
            .values()
            .getFirst();
    Lines.figure("SMALL", figures[0]);
    Lines.figure("HALF_TRIP", figures[1]);
    Lines.figure("LARGE", figures[2]);
    Lines.figure("BROADCAST", figures[3]);
    Lines.figure("GATHER", figures[4]);
  }

  private double[] figures(int small, int large) throws InterruptedException {
    for (int i = 0; i < WARM_UPS; i++) {
      times(small, this::small);
      times(small, this::trip);
    }
    double ofSmall = Lines.median(times(small, this::small)) / 1e3;
    double ofTrip = Lines.median(times(small, this::trip)) / 2.0;
    return new double[] {ofSmall, ofTrip, large(large), broadcast(large), gather(large)};
  }

  /** Something done once, and how long it took. */
  @FunctionalInterface
  private interface Step {
    long nanos(int i) throws InterruptedException;
  }

  /** So many, or fewer if the time is up for one of the ranks: where cores are wanting, say. */
  private long[] times(int count, Step step) throws InterruptedException {
    var nanos = new long[count];
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      if (i % BLOCK == BLOCK - 1 && late(begin)) {
        return Arrays.copyOf(nanos, i);
      }
      nanos[i] = step.nanos(i);
    }
    return nanos;
  }

  private boolean late(long begin) throws InterruptedException {
    return comm.allReduce(System.nanoTime() - begin > limitNanos ? 1L : 0L, Op.MAX) > 0;
  }

  private long small(int i) throws InterruptedException {
    word[0] = i + comm.rank();
    long start = System.nanoTime();
    comm.allReduce(data, Op.SUM);
    long nanos = System.nanoTime() - start;
    Lines.check("sum", word[0], 2L * i + 1);
    return nanos;
  }

  private long trip(int i) throws InterruptedException {
    word[0] = i;
    long start = System.nanoTime();
    trip(comm, data, word);
    long nanos = System.nanoTime() - start;
    Lines.check("echo", word[0], i + 1L);
    return nanos;
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

  /**
   * In place, as the peers: the floats are set and compared by block operations, so that the two
   * ranks are seldom apart and many runs fit into a second.
   */
  private double large(int count) throws InterruptedException {
    float[] mine = pattern(1, comm.rank());
    float[] sum = pattern(2, 1);
    var floats = new float[FLOATS];
    Data all = Data.of(floats);
    return rate(
        count,
        i -> {
          System.arraycopy(mine, 0, floats, 0, FLOATS);
          comm.barrier();
          long start = System.nanoTime();
          comm.allReduce(all, Op.SUM);
          long took = System.nanoTime() - start;
          checkSame(floats, sum);
          return took;
        });
  }

  /** Until rank 1 has it too, which the root alone need not wait for. */
  private double broadcast(int count) throws InterruptedException {
    float[] sent = pattern(1, 0);
    var floats = new float[FLOATS];
    Data all = Data.of(floats);
    return rate(
        count,
        i -> {
          if (comm.rank() == 0) {
            System.arraycopy(sent, 0, floats, 0, FLOATS);
          } else {
            Arrays.fill(floats, -1);
          }
          comm.barrier();
          long start = System.nanoTime();
          comm.broadcast(all, 0);
          comm.barrier();
          long took = System.nanoTime() - start;
          checkSame(floats, sent);
          return took;
        });
  }

  /** A half of the floats from each rank. */
  private double gather(int count) throws InterruptedException {
    float[] whole = pattern(1, 0);
    int half = FLOATS / 2;
    Data part = Data.of(whole).slice((long) comm.rank() * half, half);
    var floats = new float[FLOATS];
    Data all = Data.of(floats);
    return rate(
        count,
        i -> {
          Arrays.fill(floats, -1);
          comm.barrier();
          long start = System.nanoTime();
          comm.gather(part, all, 0);
          comm.barrier();
          long took = System.nanoTime() - start;
          if (comm.rank() == 0) {
            checkSame(floats, whole);
          }
          return took;
        });
  }

  /** Gigabytes a second, by the median; as many runs before warm up. */
  private static double rate(int count, Step step) throws InterruptedException {
    var nanos = new long[count];
    for (int i = -count; i < count; i++) {
      long took = step.nanos(i);
      if (i >= 0) {
        nanos[i] = took;
      }
    }
    return (double) FLOATS * Float.BYTES / Lines.median(nanos);
  }

  private static void checkSame(float[] got, float[] expected) {
    Lines.check("first wrong element", Arrays.mismatch(got, expected), -1);
  }

  private static float[] pattern(int times, int plus) {
    var floats = new float[FLOATS];
    for (int i = 0; i < FLOATS; i++) {
      floats[i] = times * (i % 1_000) + plus;
    }
    return floats;
  }
}

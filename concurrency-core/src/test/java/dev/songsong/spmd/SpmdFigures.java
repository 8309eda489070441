// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import dev.songsong.exec.Mode;
import dev.songsong.exec.WorkerOptions;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Measures two ranks: small and large all-reduce, large broadcast, and half a round trip. Its peer
 * in C is {@code mpi_figures.c}.
 *
 * <p>Arguments: the mode (PROCESSES if left out), and any of {@code tcp}, {@code pinned} (each
 * process to a processor of its own, by {@code taskset}) and an {@link Algorithm}.
 */
public final class SpmdFigures {
  private static final int SMALL = 200_000;
  private static final int SMALL_TCP = 20_000;
  private static final int LARGE_FLOATS = 16 << 20;
  private static final int LARGE_RUNS = 20;

  /** What rank 0 saw. */
  record Figures(
      double smallMicros, double halfTripNanos, double largeMillis, double broadcastMillis)
      implements Serializable {}

  private SpmdFigures() {}

  public static void main(String[] args) throws InterruptedException {
    List<String> words = List.of(args);
    Mode mode = args.length > 0 ? Mode.valueOf(args[0]) : Mode.PROCESSES;
    Algorithm algorithm =
        Arrays.stream(Algorithm.values())
            .filter(one -> words.contains(one.name()))
            .findFirst()
            .orElse(Algorithm.FIXED_ORDER);
    boolean pinned = words.contains("pinned");
    boolean tcp = words.contains("tcp");
    Figures figures =
        Spmd.builder(mode)
            .processes(mode.usesProcesses() ? 2 : 1)
            .threads(mode.usesProcesses() ? 1 : 2)
            .transport(tcp ? Transport.TCP : Transport.SHARED)
            .algorithm(algorithm)
            .workers(WorkerOptions.DEFAULT.withSpares(0).withHeapMiB(512))
            .run(comm -> measure(comm, pinned, tcp ? SMALL_TCP : SMALL))
            .values()
            .getFirst();
    System.out.printf(
        "songsong %s: allreduce 8 B p50 %.3f us, half round trip p50 %.0f ns,"
            + " allreduce 64 MiB p50 %.2f ms = %.2f GB/s, broadcast 64 MiB p50 %.2f ms%n",
        String.join(" ", words),
        figures.smallMicros(),
        figures.halfTripNanos(),
        figures.largeMillis(),
        LARGE_FLOATS * 4 / figures.largeMillis() / 1e6,
        figures.broadcastMillis());
  }

  private static Figures measure(Communicator comm, boolean pinned, int runs)
      throws InterruptedException, IOException {
    if (pinned) {
      String pid = "" + ProcessHandle.current().pid();
      new ProcessBuilder("taskset", "-acp", "" + comm.rank(), pid)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
    return new Figures(
        p50(small(comm, runs)) / 1e3,
        p50(trips(comm, runs)) / 2,
        p50(large(comm)) / 1e6,
        p50(broadcast(comm)) / 1e6);
  }

  private static long[] small(Communicator comm, int runs) throws InterruptedException {
    double[] one = {1};
    Data data = Data.of(one);
    long[] nanos = new long[runs];
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < runs; i++) {
        one[0] = 1;
        long start = System.nanoTime();
        comm.allReduce(data, Op.SUM);
        nanos[i] = System.nanoTime() - start;
      }
    }
    check(one[0] == comm.size());
    return nanos;
  }

  private static long[] trips(Communicator comm, int runs) throws InterruptedException {
    Data data = Data.of(new long[1]);
    int other = 1 - comm.rank();
    long[] nanos = new long[runs];
    for (int round = 0; round < 3; round++) {
      comm.barrier();
      for (int i = 0; i < runs; i++) {
        long start = System.nanoTime();
        if (comm.rank() == 0) {
          comm.send(data, other, 0);
          comm.receive(data, other, 0);
        } else {
          comm.receive(data, other, 0);
          comm.send(data, other, 0);
        }
        nanos[i] = System.nanoTime() - start;
      }
    }
    return nanos;
  }

  private static long[] large(Communicator comm) throws InterruptedException {
    float[] floats = new float[LARGE_FLOATS];
    Data data = Data.of(floats);
    long[] nanos = new long[LARGE_RUNS];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < LARGE_RUNS; i++) {
        Arrays.fill(floats, comm.rank() + 1);
        comm.barrier();
        long start = System.nanoTime();
        comm.allReduce(data, Op.SUM);
        nanos[i] = System.nanoTime() - start;
        check(floats[0] == 3 && floats[LARGE_FLOATS / 2] == 3 && floats[LARGE_FLOATS - 1] == 3);
      }
    }
    return nanos;
  }

  /** Until all have it, which the root alone need not wait for. */
  private static long[] broadcast(Communicator comm) throws InterruptedException {
    float[] floats = new float[LARGE_FLOATS];
    Arrays.fill(floats, comm.rank() + 1);
    Data data = Data.of(floats);
    long[] nanos = new long[LARGE_RUNS];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < LARGE_RUNS; i++) {
        comm.barrier();
        long start = System.nanoTime();
        comm.broadcast(data, 0);
        comm.barrier();
        nanos[i] = System.nanoTime() - start;
      }
    }
    check(floats[0] == 1 && floats[LARGE_FLOATS - 1] == 1);
    return nanos;
  }

  private static double p50(long[] nanos) {
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  private static void check(boolean right) {
    if (!right) {
      throw new IllegalStateException("data: wrong (expected: that of both ranks)");
    }
  }
}

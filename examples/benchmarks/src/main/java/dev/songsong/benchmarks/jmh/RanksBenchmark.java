// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import dev.songsong.exec.Mode;
import dev.songsong.spmd.Communicator;
import dev.songsong.spmd.Data;
import dev.songsong.spmd.Op;
import dev.songsong.spmd.RankBody;
import dev.songsong.spmd.Spmd;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Two ranks that are threads of one JVM: what their mailbox costs, the start spread over all. */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RanksBenchmark {
  private static final int TIMES = 20_000;

  /** A number there and back. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public long pingPong() throws InterruptedException {
    return ofTwo(RanksBenchmark::trips);
  }

  /** The sum of a number of each. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public long allReduce() throws InterruptedException {
    return ofTwo(RanksBenchmark::sums);
  }

  private static long ofTwo(RankBody<Long> body) throws InterruptedException {
    return Spmd.run(Mode.THREADS, 2, body).values().getFirst();
  }

  private static long trips(Communicator comm) throws InterruptedException {
    var word = new long[1];
    Data data = Data.of(word);
    int other = 1 - comm.rank();
    for (int i = 0; i < TIMES; i++) {
      if (comm.rank() == 0) {
        comm.send(data, other, 0);
        comm.receive(data, other, 0);
      } else {
        comm.receive(data, other, 0);
        comm.send(data, other, 0);
      }
    }
    return word[0];
  }

  private static long sums(Communicator comm) throws InterruptedException {
    var word = new long[1];
    Data data = Data.of(word);
    for (int i = 0; i < TIMES; i++) {
      word[0] = i;
      comm.allReduce(data, Op.SUM);
    }
    return word[0];
  }
}

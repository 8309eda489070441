// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import dev.songsong.memory.SharedLongs;
import dev.songsong.memory.SharedMemory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What an access to shared memory costs, beside an array on the heap. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MemoryBenchmark {
  private static final int LENGTH = 1 << 13;

  private final SharedMemory memory = SharedMemory.create(LENGTH * Long.BYTES);
  private final SharedLongs shared = memory.longs();
  private final long[] heap = new long[LENGTH];

  /** Removes the memory. */
  @TearDown
  public void close() {
    memory.close();
  }

  /** The baseline: an array of Java. */
  @Benchmark
  @OperationsPerInvocation(LENGTH)
  public long heapRead() {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += heap[i];
    }
    return sum;
  }

  /** Plain reads, each index checked. */
  @Benchmark
  @OperationsPerInvocation(LENGTH)
  public long sharedRead() {
    long sum = 0;
    for (int i = 0; i < LENGTH; i++) {
      sum += shared.get(i);
    }
    return sum;
  }

  /** Plain writes. */
  @Benchmark
  @OperationsPerInvocation(LENGTH)
  public long sharedWrite() {
    for (int i = 0; i < LENGTH; i++) {
      shared.set(i, i);
    }
    return shared.get(0);
  }

  /** A release and the acquire that sees it. */
  @Benchmark
  public long releaseAcquire() {
    shared.setRelease(0, 1);
    return shared.getAcquire(0);
  }

  /** An atomic addition. */
  @Benchmark
  public long getAndAdd() {
    return shared.getAndAdd(0, 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What an empty task costs in the thread modes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExecutorBenchmark {
  private static final int TASKS = 1_000;

  private final List<Integer> items = IntStream.range(0, TASKS).boxed().toList();
  // Pools start their threads with the first task, so none runs before the benchmark does.
  private final ParallelExecutor platform = ParallelExecutor.threads(2);
  private final ParallelExecutor virtual = ParallelExecutor.virtualThreads();

  /** Ends the threads. */
  @TearDown
  public void close() {
    platform.close();
    virtual.close();
  }

  /** There and back, one after the other. */
  @Benchmark
  public int roundTrip() throws Exception {
    return platform.submit(() -> 1).get();
  }

  /** Submitted one by one, then all waited for. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int submits() throws Exception {
    return submitAll(platform);
  }

  /** A virtual thread each. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int virtualFanOut() throws Exception {
    return submitAll(virtual);
  }

  /** Mapped in one call. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int map() throws Exception {
    return platform.map(items, item -> item).size();
  }

  private static int submitAll(ParallelExecutor pool) throws Exception {
    var sent = new ArrayList<Task<Integer>>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      int item = i;
      sent.add(pool.submit(() -> item));
    }
    int sum = 0;
    for (Task<Integer> task : sent) {
      sum += task.get();
    }
    return sum;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import dev.songsong.pipeline.Pipeline;
import dev.songsong.pipeline.RunningPipeline;
import dev.songsong.pipeline.Stage;
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

/** What an item costs from a pipeline's source to its sink, in another thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PipelineBenchmark {
  private static final int ITEMS = 100_000;

  private final List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();

  /** One by one. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long single() throws InterruptedException {
    return sum(Stage.threads(1).takingAtMost(1));
  }

  /** As many at once as are there. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public long batched() throws InterruptedException {
    return sum(Stage.threads(1));
  }

  private long sum(Stage sink) throws InterruptedException {
    // Written by the sink's one thread, read here after its end.
    var sum = new long[1];
    try (RunningPipeline run = Pipeline.from(items).start(sink, item -> sum[0] += item)) {
      run.await();
    }
    return sum[0];
  }
}

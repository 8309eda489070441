// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import dev.songsong.graph.TaskGraph;
import dev.songsong.graph.TaskGraphBuilder;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an empty node of a task graph costs, by one thread and by two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GraphBenchmark {
  private static final int NODES = 100_000;

  private final TaskGraph<Integer> chain = graph(node -> node - 1);
  private final TaskGraph<Integer> tree = graph(node -> (node - 1) / 2);

  private static TaskGraph<Integer> graph(IntUnaryOperator before) {
    TaskGraphBuilder<Integer> builder = TaskGraph.builder();
    for (int i = 0; i < NODES; i++) {
      builder.node(i, context -> null);
      if (i > 0) {
        builder.after(i, before.applyAsInt(i));
      }
    }
    return builder.build();
  }

  /** Each node ready when the one before has ended. */
  @Benchmark
  @OperationsPerInvocation(NODES)
  public boolean chain() throws InterruptedException {
    return chain.run(1).succeeded();
  }

  /** Each node makes two ready; one thread. */
  @Benchmark
  @OperationsPerInvocation(NODES)
  public boolean tree() throws InterruptedException {
    return tree.run(1).succeeded();
  }

  /** Each node makes two ready; two threads, which steal. */
  @Benchmark
  @OperationsPerInvocation(NODES)
  public boolean treeOfTwoThreads() throws InterruptedException {
    return tree.run(2).succeeded();
  }
}

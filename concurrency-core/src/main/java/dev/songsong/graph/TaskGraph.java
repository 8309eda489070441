// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static java.util.Objects.requireNonNull;

import com.google.common.graph.EndpointPair;
import com.google.common.graph.Graph;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.ImmutableGraph;
import dev.songsong.exec.ParallelExecutor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Work with an order: nodes, each run once after all nodes it depends on have succeeded.
 *
 * <p>Immutable, free of cycles, and made to be run many times, also at once. {@link #run(int)} uses
 * threads of its own and costs some tens of nanoseconds a node; {@link #run(ParallelExecutor)}
 * sends the same nodes to a pool, so that they can run in processes that may be killed.
 *
 * <p>When a run by own threads returns, all its nodes have ended and its threads are gone: nothing
 * goes on behind the caller's back. So a node that ignores interrupts holds up the end of a run
 * that was stopped; work that can't be trusted to listen belongs in a pool of processes. A run by a
 * pool that is stopped cancels its tasks and returns: what runs is then ended by the pool, as after
 * {@link dev.songsong.exec.Task#cancel}, and certainly gone when the pool is closed.
 *
 * @param <K> the type of the nodes' keys, with {@code equals} and {@code hashCode}
 */
public final class TaskGraph<K> {
  private final Shape<K> shape;
  private final NodeWork<K>[] works;
  private final double[] weights;
  private final Limits limits;

  TaskGraph(Shape<K> shape, NodeWork<K>[] works, double[] weights, Limits limits) {
    this.shape = shape;
    this.works = works;
    this.weights = weights;
    this.limits = limits;
  }

  /**
   * An empty builder; write the type of the keys before it: {@code TaskGraph.<String>builder()}.
   */
  public static <K> TaskGraphBuilder<K> builder() {
    return new TaskGraphBuilder<>();
  }

  /**
   * Makes a task graph of a Guava graph, in which an edge leads from a node to one that runs later.
   *
   * @param work gives each node its work
   * @throws IllegalArgumentException if the graph is undirected or has a cycle
   */
  public static <K> TaskGraph<K> of(
      Graph<K> graph, Function<? super K, ? extends NodeWork<K>> work) {
    if (!graph.isDirected()) {
      throw new IllegalArgumentException(
          "graph: undirected (expected: directed); make it with GraphBuilder.directed()");
    }
    var builder = new TaskGraphBuilder<K>();
    for (K key : graph.nodes()) {
      builder.node(key, work.apply(key));
    }
    for (EndpointPair<K> edge : graph.edges()) {
      builder.after(edge.target(), edge.source());
    }
    return builder.build();
  }

  /** How many nodes there are. */
  public int size() {
    return shape.size();
  }

  /** The nodes' keys, in the order in which they were first named. */
  public List<K> nodes() {
    return Collections.unmodifiableList(shape.keys());
  }

  /** The same order as a Guava graph, for its algorithms. */
  public ImmutableGraph<K> asGraph() {
    return asGraph(shape);
  }

  static <K> ImmutableGraph<K> asGraph(Shape<K> shape) {
    ImmutableGraph.Builder<K> graph = GraphBuilder.directed().immutable();
    for (int node = 0; node < shape.size(); node++) {
      graph.addNode(shape.key(node));
    }
    for (int node = 0; node < shape.size(); node++) {
      for (int successor : shape.successors(node)) {
        graph.putEdge(shape.key(node), shape.key(successor));
      }
    }
    return graph.build();
  }

  /** How parallel the graph is by its declared weights. */
  public Profile<K> profile() {
    return Profiler.profile(shape, weights);
  }

  /** Runs the graph by so many threads of its own, with {@link GraphOptions#DEFAULT}. */
  public GraphResult<K> run(int threads) throws InterruptedException {
    return run(threads, GraphOptions.DEFAULT);
  }

  /**
   * Runs the graph by so many threads of its own, and returns when every node has ended. They count
   * as taken from the caller's {@link dev.songsong.machine.Budget}, in equal parts.
   *
   * <p>A node's failure is told by the result, not thrown.
   *
   * @throws InterruptedException if the caller is interrupted; running nodes are then interrupted,
   *     waited for, and no other is started
   */
  public GraphResult<K> run(int threads, GraphOptions options) throws InterruptedException {
    requireNonNull(options, "options");
    if (threads < 1) {
      throw new IllegalArgumentException(
          "threads: "
              + threads
              + " (expected: >= 1); Runtime.availableProcessors() is a usual choice");
    }
    return new ThreadRun<>(new RunState<>(this, options), threads, options).run();
  }

  /** Runs the graph's nodes as tasks of the pool, with {@link GraphOptions#DEFAULT}. */
  public GraphResult<K> run(ParallelExecutor pool) throws InterruptedException {
    return run(pool, GraphOptions.DEFAULT);
  }

  /**
   * Runs the graph's nodes as tasks of the pool, and returns when every node has an outcome.
   *
   * <p>Not to be called by a task of the same pool, nor by what a task's end triggers: it would
   * wait for threads while it holds one, and for ever if that is the last. With virtual threads
   * there is no last one.
   *
   * <p>In process modes each node is sent with copies of the results it depends on, and what it
   * returns is copied back.
   *
   * @throws IllegalStateException if the calling thread is one of the pool's own
   * @throws java.util.concurrent.RejectedExecutionException if the pool is closed; what runs is
   *     then cancelled
   * @throws InterruptedException if the caller is interrupted; running nodes are then cancelled, as
   *     by {@link dev.songsong.exec.Task#cancel}
   */
  public GraphResult<K> run(ParallelExecutor pool, GraphOptions options)
      throws InterruptedException {
    requireNonNull(pool, "pool");
    requireNonNull(options, "options");
    if (pool.runsCaller()) {
      throw new IllegalStateException(Texts.ownThread(pool, Thread.currentThread().getName()));
    }
    return new PoolRun<>(new RunState<>(this, options), pool, options).run();
  }

  Shape<K> shape() {
    return shape;
  }

  NodeWork<K>[] works() {
    return works;
  }

  double[] weights() {
    return weights;
  }

  Limits limits() {
    return limits;
  }

  /** The size, not the nodes: there may be a million. */
  @Override
  public String toString() {
    return "TaskGraph[nodes=" + size() + ", limits=" + Map.copyOf(limits.sizes()) + "]";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import com.google.common.graph.ImmutableGraph;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.TaskException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a graph went, with the nodes that were added while it ran.
 *
 * <p>Immutable and thread-safe, as far as the nodes' results are.
 *
 * @param <K> the type of the nodes' keys
 */
public final class GraphResult<K> {
  private final RunState<K> state;
  private final Shape<K> shape;
  private final Duration elapsed;
  // Of the nodes that were never started and have no end in the state.
  private final Map<Integer, NodeOutcome<K>> unstarted = new HashMap<>();

  GraphResult(RunState<K> state, long nanos) {
    this.state = state;
    this.shape = state.finalShape();
    this.elapsed = Duration.ofNanos(nanos);
    if (!state.allReported()) {
      endTheRest();
    }
  }

  /** In an order in which the ends of a node's dependencies are known. */
  private void endTheRest() {
    for (int node : shape.order()) {
      if (!state.hasEnded(node)) {
        K culprit = culprit(node);
        unstarted.put(
            node,
            culprit == null ? new NodeOutcome.NotStarted<>() : new NodeOutcome.Skipped<>(culprit));
      }
    }
  }

  private @Nullable K culprit(int node) {
    for (int dependency : shape.dependencies(node)) {
      NodeOutcome<K> outcome = outcome(dependency);
      if (outcome instanceof NodeOutcome.Skipped<K>(K culprit)) {
        return culprit;
      }
      if (outcome instanceof NodeOutcome.Ran<K> && !outcome.succeeded()) {
        return shape.key(dependency);
      }
    }
    return null;
  }

  /** Whether every node ran and returned. */
  public boolean succeeded() {
    return state.allSucceeded() && unstarted.isEmpty();
  }

  /** The nodes' keys: those of the graph, then those added, in the order in which they were. */
  public List<K> nodes() {
    return Collections.unmodifiableList(shape.keys());
  }

  /** The graph as it was at the end, with what was added. */
  public ImmutableGraph<K> asGraph() {
    return TaskGraph.asGraph(shape);
  }

  /** How long the run took. */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * How a node ended.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public NodeOutcome<K> outcome(K key) {
    return outcome(idOf(key));
  }

  private NodeOutcome<K> outcome(int node) {
    NodeOutcome<K> ran = state.outcome(node);
    return ran != null ? ran : unstarted.getOrDefault(node, new NodeOutcome.NotStarted<>());
  }

  private int idOf(K key) {
    int id = state.idOf(key);
    if (id < 0) {
      throw new IllegalArgumentException(Texts.noNode(key, shape.keys()));
    }
    return id;
  }

  /**
   * What a node returned; null if that was null.
   *
   * @throws TaskException if it did not succeed
   * @throws IllegalArgumentException if there is no such node
   * @throws ClassCastException if it returned something else
   */
  public <T> @Nullable T value(K key, Class<T> type) {
    int node = idOf(key);
    NodeOutcome<K> outcome = outcome(node);
    if (!outcome.succeeded()) {
      throw failure(key, outcome);
    }
    return type.cast(state.value(node));
  }

  /** The nodes that ran without success, in the order of {@link #nodes()}. */
  public List<K> failures() {
    var failures = new ArrayList<K>();
    if (!succeeded()) {
      for (int node = 0; node < shape.size(); node++) {
        NodeOutcome<K> outcome = outcome(node);
        if (outcome instanceof NodeOutcome.Ran<K> && !outcome.succeeded()) {
          failures.add(shape.key(node));
        }
      }
    }
    return List.copyOf(failures);
  }

  /**
   * Returns this result if every node has succeeded.
   *
   * @throws TaskException else; it names the first of {@link #failures()} that was not merely
   *     cancelled, and has its error as the cause
   */
  public GraphResult<K> orElseThrow() {
    List<K> failures = failures();
    for (K key : failures) {
      if (!(outcome(key) instanceof NodeOutcome.Ran<K>(Outcome.Cancelled<Object> cancelled))) {
        throw failure(key, outcome(key));
      }
    }
    if (!failures.isEmpty()) {
      throw failure(failures.getFirst(), outcome(failures.getFirst()));
    }
    return this;
  }

  private TaskException failure(K key, NodeOutcome<K> outcome) {
    return switch (outcome) {
      case NodeOutcome.Skipped<K>(K culprit) ->
          new TaskException("node " + key + ": skipped, because " + culprit + " failed", null);
      case NodeOutcome.NotStarted<K> n ->
          new TaskException("node " + key + ": not started, because the run was stopped", null);
      case NodeOutcome.Ran<K>(Outcome.Failed<Object>(Throwable error)) ->
          new TaskException("node " + key + ": failed: " + error, error);
      case NodeOutcome.Ran<K>(Outcome<Object> other) ->
          new TaskException("node " + key + ": " + other, null);
    };
  }

  /**
   * When a node ran; empty if it was not started, and if it failed in a pool, which tells no times
   * then.
   *
   * @throws IllegalStateException if the run was not timed
   */
  public Optional<NodeTime> time(K key) {
    int node = idOf(key);
    Times times = times();
    return times.start(node) == Times.NEVER
        ? Optional.empty()
        : Optional.of(
            new NodeTime(Duration.ofNanos(times.start(node)), Duration.ofNanos(times.stop(node))));
  }

  /**
   * How parallel the graph is by the time that its nodes took, in seconds.
   *
   * @throws IllegalStateException if the run was not timed
   */
  public Profile<K> profile() {
    Times times = times();
    var seconds = new double[shape.size()];
    for (int node = 0; node < seconds.length; node++) {
      seconds[node] = (times.stop(node) - times.start(node)) / 1e9;
    }
    return Profiler.profile(shape, seconds);
  }

  /**
   * Writes when each node ran as a trace for chrome://tracing or ui.perfetto.dev; a row is a node's
   * worker, as far as can be told from the times.
   *
   * @throws IllegalStateException if the run was not timed
   * @throws IOException if the file can't be written
   */
  public void writeTrace(Path file) throws IOException {
    new TraceWriter<>(shape, times(), node -> Texts.word(outcome(node))).write(file);
  }

  private Times times() {
    Times times = state.times();
    if (times == null) {
      throw new IllegalStateException(
          "times: none (expected: noted by the run); run with GraphOptions.DEFAULT.withTimes()");
    }
    return times;
  }
}

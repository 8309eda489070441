// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import dev.songsong.exec.NotShippableException;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.Task;
import dev.songsong.graph.GraphOptions.OnFailure;
import dev.songsong.graph.GraphOptions.Order;
import dev.songsong.graph.NodeOutcome.Ran;
import dev.songsong.graph.NodeOutcome.Skipped;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A run by the workers of a pool. The caller's thread keeps the books: it submits what is ready,
 * and waits for the next end.
 */
final class PoolRun<K> {
  /** Enough that short tasks go to workers in batches. */
  private static final int AHEAD = 64;

  private final RunState<K> state;
  private final ParallelExecutor pool;
  private final GraphOptions options;
  private final Resources resources;
  private final Queue<Integer> ready;
  private final int mostInFlight;
  private final Map<Integer, Task<NodeCall.Return<K>>> running = new HashMap<>();
  // Filled by the pool's threads, emptied by the caller's; all else is of the caller's thread.
  private final BlockingQueue<Integer> arrivals = new LinkedBlockingQueue<>();
  private boolean over;
  private boolean stopping;

  PoolRun(RunState<K> state, ParallelExecutor pool, GraphOptions options) {
    TaskGraph<K> graph = state.graph();
    this.state = state;
    this.pool = pool;
    this.options = options;
    this.resources = new Resources(graph.limits());
    boolean any = options.order() == Order.ANY;
    this.ready =
        any
            ? new ArrayDeque<>()
            : new PriorityQueue<>(
                RankedReady.byRank(Profiler.toTheEnd(graph.shape(), graph.weights())));
    // What is submitted has lost its rank: with an order no more than can run at once.
    this.mostInFlight =
        (int) Math.min(Integer.MAX_VALUE, (long) pool.parallelism() * (any ? AHEAD : 1));
  }

  GraphResult<K> run() throws InterruptedException {
    long start = System.nanoTime();
    over = state.graph().size() == 0;
    state.roots(this::addReady);
    try {
      while (!over && !stopping) {
        submitReady();
        if (!over && !stopping) {
          ended(arrivals.take());
        }
      }
      settle();
    } finally {
      running.values().forEach(task -> task.cancel(true));
    }
    return new GraphResult<>(state, System.nanoTime() - start);
  }

  private void addReady(int node) {
    if (resources.acquire(node)) {
      ready.add(node);
    }
  }

  private void submitReady() {
    while (!stopping && running.size() < mostInFlight && !ready.isEmpty()) {
      int node = ready.remove();
      K culprit = state.culprit(node);
      if (culprit != null) {
        end(node, new Skipped<>(culprit));
      } else {
        submit(node);
      }
    }
  }

  private void submit(int node) {
    K key = state.key(node);
    var call = new NodeCall<>(key, state.work(node), state.results(node));
    try {
      var task = pool.submit(options.tasks().withName(String.valueOf(key)), call);
      running.put(node, task);
      task.toCompletableFuture().whenComplete((value, error) -> arrivals.add(node));
    } catch (NotShippableException e) {
      end(node, new Ran<>(new Failed<>(e)));
    }
  }

  private void ended(int node) throws InterruptedException {
    Outcome<NodeCall.Return<K>> outcome = running.remove(node).outcome();
    switch (outcome) {
      case Done<NodeCall.Return<K>>(NodeCall.Return<K> back) -> succeeded(node, back);
      case Failed<NodeCall.Return<K>>(Throwable error) -> end(node, new Ran<>(new Failed<>(error)));
      case Cancelled<NodeCall.Return<K>>(boolean started) -> cancelled(node, started);
      case TimedOut<NodeCall.Return<K>>(var limit, boolean still) ->
          end(node, new Ran<>(new TimedOut<>(limit, still)));
      case WorkerDied<NodeCall.Return<K>>(var cause) ->
          end(node, new Ran<>(new WorkerDied<>(cause)));
    }
  }

  private void cancelled(int node, boolean started) {
    // One that this run called back before it began counts as not started, and gets no end.
    if (started || !stopping) {
      end(node, new Ran<>(new Cancelled<>(started)));
    }
  }

  private void succeeded(int node, NodeCall.Return<K> back) {
    Times times = state.times();
    if (times != null) {
      long now = times.now();
      times.ran(node, Math.max(0, now - back.nanos()), now);
    }
    try {
      state.succeed(node, back.value(), back.additions(), this::addReady);
      left(node);
    } catch (RuntimeException refused) {
      end(node, new Ran<>(new Failed<>(refused)));
    }
  }

  private void end(int node, NodeOutcome<K> outcome) {
    boolean failure = outcome instanceof Ran<K>;
    stopping |= failure && options.onFailure() == OnFailure.STOP;
    state.end(node, outcome, this::addReady);
    left(node);
  }

  private void left(int node) {
    int waiting = resources.release(node);
    if (waiting != Ready.NONE) {
      ready.add(waiting);
    }
    over |= state.reported(1);
  }

  /**
   * After a failure: cancels what was submitted, and notes how each ended, which it does at once.
   */
  private void settle() throws InterruptedException {
    running.values().forEach(task -> task.cancel(true));
    for (int node : List.copyOf(running.keySet())) {
      ended(node);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import dev.songsong.exec.TaskException;
import dev.songsong.graph.GraphOptions.OnFailure;
import dev.songsong.graph.GraphOptions.Order;
import dev.songsong.machine.Budget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run by threads of its own, which live as long as it does.
 *
 * <p>The caller only waits: so that its interrupt means the run, and a node's means the node.
 */
final class ThreadRun<K> {
  private final RunState<K> state;
  private final boolean stopsOnFailure;
  private final Ready ready;
  private final @Nullable Resources resources;
  private final Idle idle = new Idle();
  private final int workers;
  // Filled, then started, by the caller; read by a worker that stops the others.
  private final List<Thread> threads = new ArrayList<>();
  // Written by a worker that can't go on; read by the caller when all workers have ended.
  private volatile @Nullable Throwable breakage;
  // Set by the first failure or the interrupted caller; read by each worker before each node.
  private volatile boolean stopping;

  ThreadRun(RunState<K> state, int workers, GraphOptions options) {
    TaskGraph<K> graph = state.graph();
    this.state = state;
    this.workers = workers;
    this.stopsOnFailure = options.onFailure() == OnFailure.STOP;
    this.ready =
        options.order() == Order.ANY
            ? new StealingReady(workers)
            : new RankedReady(Profiler.toTheEnd(graph.shape(), graph.weights()));
    this.resources = graph.limits().uses().isEmpty() ? null : new Resources(graph.limits());
  }

  GraphResult<K> run() throws InterruptedException {
    long start = System.nanoTime();
    if (state.graph().size() > 0) {
      try (Budget.Lease lease = Budget.current().lease("graph", workers)) {
        deal();
        makeThreads(lease.budget().split(workers));
        startAll();
        awaitAll();
      }
    }
    Throwable why = breakage;
    if (why != null) {
      throw new TaskException("graph: a worker thread could not go on: " + why, why);
    }
    return new GraphResult<>(state, System.nanoTime() - start);
  }

  /** Gives each worker its share of the nodes that wait for nothing. */
  private void deal() {
    int[] next = {0};
    state.roots(node -> {
      if (resources == null || resources.acquire(node)) {
        ready.add(next[0]++ % workers, node);
      }
    });
  }

  /** Each has its part of the caller's budget, for pools that its nodes make. */
  private void makeThreads(List<Budget> shares) {
    for (int i = 0; i < workers; i++) {
      Budget share = shares.get(i);
      var worker = new GraphWorker<>(this, i);
      threads.add(
          Thread.ofPlatform().daemon().name("graph-" + (i + 1)).unstarted(() -> share.run(worker)));
    }
  }

  private void startAll() throws InterruptedException {
    try {
      for (Thread thread : threads) {
        thread.start();
      }
    } catch (Throwable e) {
      // The machine has no more threads: those that run are sent home before the caller hears it.
      stop();
      awaitAll();
      throw e;
    }
  }

  private void awaitAll() throws InterruptedException {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          stop();
        }
      }
    }
    if (interrupted) {
      throw new InterruptedException("graph: interrupted while it ran; its nodes have ended");
    }
  }

  /** Stops the run because a worker can't go on, which the caller shall hear. */
  void broken(Throwable why) {
    breakage = why;
    stop();
  }

  /** Starts no further node, and interrupts those that run. */
  void stop() {
    stopping = true;
    idle.end();
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        thread.interrupt();
      }
    }
  }

  boolean stopping() {
    return stopping;
  }

  boolean stopsOnFailure() {
    return stopsOnFailure;
  }

  RunState<K> state() {
    return state;
  }

  Ready ready() {
    return ready;
  }

  @Nullable Resources resources() {
    return resources;
  }

  Idle idle() {
    return idle;
  }
}

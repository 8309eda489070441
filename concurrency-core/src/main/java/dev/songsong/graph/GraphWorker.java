// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.graph.NodeOutcome.Ran;
import dev.songsong.graph.NodeOutcome.Skipped;
import org.jspecify.annotations.Nullable;

/** One thread of a run: takes a ready node, runs it, and goes on with what that made ready. */
final class GraphWorker<K> implements Runnable, ReadySink {
  /*
   * The first node that an ended one makes ready is run next, here, without touching a queue: its
   * input is in this core's cache, and a chain of a million costs a million calls and nothing else.
   * It is a loop, not a recursion, so depth costs no stack. Only further ready nodes are queued, and
   * a sleeper is woken for each.
   *
   * Ended nodes are counted here and reported when the worker runs out of nodes: one shared counter,
   * written for each node, would cost more than all the rest. Who reports the last one ends the run.
   */
  private static final int LOOKS_BEFORE_SLEEP = 200;

  private final ThreadRun<K> run;
  private final RunState<K> state;
  private final Ready ready;
  private final boolean ordered;
  private final int index;
  // Those below are of this worker's thread only.
  private int next = Ready.NONE;
  private int ended;

  GraphWorker(ThreadRun<K> run, int index) {
    this.run = run;
    this.state = run.state();
    this.ready = run.ready();
    this.ordered = ready.ordered();
    this.index = index;
  }

  @Override
  public void run() {
    try {
      work();
    } catch (Throwable e) {
      // Not a node's failure, which is caught below, but no memory for the books, say.
      run.broken(e);
    }
  }

  private void work() {
    int node = find();
    while (node != Ready.NONE) {
      next = Ready.NONE;
      runNode(node);
      ended++;
      // An interrupt that the node left behind is not the next node's.
      Thread.interrupted();
      node = next != Ready.NONE && !run.stopping() ? next : find();
    }
  }

  /** A ready node, or {@link Ready#NONE} when the run is over. */
  private int find() {
    while (!run.stopping()) {
      int node = ready.take(index);
      if (node != Ready.NONE) {
        return node;
      }
      if (state.reported(ended)) {
        run.idle().end();
        return Ready.NONE;
      }
      ended = 0;
      node = look();
      if (node != Ready.NONE || run.idle().over()) {
        return node;
      }
      run.idle().sleep(ready);
      if (run.idle().over()) {
        return Ready.NONE;
      }
    }
    return Ready.NONE;
  }

  /** Waking costs more than a short wait. */
  private int look() {
    for (int i = 0; i < LOOKS_BEFORE_SLEEP; i++) {
      int node = ready.take(index);
      if (node != Ready.NONE) {
        return node;
      }
      Thread.onSpinWait();
    }
    return Ready.NONE;
  }

  private void runNode(int node) {
    K culprit = state.culprit(node);
    if (culprit != null) {
      state.end(node, new Skipped<>(culprit), this);
    } else if (state.times() == null) {
      call(node);
    } else {
      callTimed(node, state.times());
    }
    Resources resources = run.resources();
    if (resources != null) {
      int waiting = resources.release(node);
      if (waiting != Ready.NONE) {
        enqueue(waiting);
      }
    }
  }

  private void callTimed(int node, Times times) {
    var context = new LocalContext<>(state, node);
    long start = times.now();
    Object value = null;
    Throwable error = null;
    try {
      value = state.work(node).run(context);
    } catch (Throwable e) {
      error = e;
    }
    times.ran(node, start, times.now());
    end(node, context, value, error);
  }

  private void call(int node) {
    var context = new LocalContext<>(state, node);
    Object value = null;
    Throwable error = null;
    try {
      value = state.work(node).run(context);
    } catch (Throwable e) {
      error = e;
    }
    end(node, context, value, error);
  }

  private void end(
      int node, LocalContext<K> context, @Nullable Object value, @Nullable Throwable error) {
    if (error == null) {
      try {
        state.succeed(node, value, context.additions(), this);
        return;
      } catch (RuntimeException refused) {
        error = refused;
      }
    }
    boolean stopped = run.stopping() && error instanceof InterruptedException;
    Outcome<Object> outcome = stopped ? new Cancelled<>(true) : new Failed<>(error);
    if (run.stopsOnFailure()) {
      run.stop();
    }
    state.end(node, new Ran<>(outcome), this);
  }

  @Override
  public void ready(int node) {
    Resources resources = run.resources();
    if (resources == null || resources.acquire(node)) {
      enqueue(node);
    }
  }

  private void enqueue(int node) {
    if (next == Ready.NONE && !ordered) {
      next = node;
    } else {
      ready.add(index, node);
      run.idle().wakeOne();
    }
  }
}

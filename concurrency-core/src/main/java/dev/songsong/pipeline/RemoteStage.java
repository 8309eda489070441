// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import dev.songsong.exec.NotShippableException;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.RemoteFunction;
import dev.songsong.exec.Task;
import dev.songsong.exec.TaskException;
import dev.songsong.exec.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stage on an executor: one thread submits what comes in, one hands on what has been done.
 *
 * <p>What is submitted and not yet handed on keeps its place in the stage's queue, so that the
 * queue's bound is also the bound of the executor's tasks for this stage.
 */
final class RemoteStage {
  private static final int TAKE = 64;

  /** An item on its way; without a task it is the end, or could not be submitted. */
  private record Sent(
      @Nullable Object item, @Nullable Task<Object> task, @Nullable Throwable refusal) {}

  private final StageRun stage;
  private final Run run;
  private final ParallelExecutor executor;
  private final TaskOptions options;
  private final Work.Shape shape;
  private final RemoteFunction<Object, Object> work;
  private final Ring<Object> in;
  private final @Nullable Ring<Object> out;
  private final boolean ordered;
  // Filled by the submitting thread when ordered, else also by whoever ends a task.
  private final LinkedBlockingQueue<Sent> done = new LinkedBlockingQueue<>();
  // Raised by the submitting thread, lowered by the other.
  private final AtomicInteger underWay = new AtomicInteger();
  // Added to by the submitting thread, removed from by the other, cancelled by the keeper.
  private final Set<Task<?>> open = ConcurrentHashMap.newKeySet();

  RemoteStage(
      StageRun stage,
      ParallelExecutor executor,
      Stage how,
      Work.Shape shape,
      RemoteFunction<Object, Object> work,
      Ring<Object> in,
      @Nullable Ring<Object> out) {
    this.stage = stage;
    this.run = stage.run();
    this.executor = executor;
    this.options = options(stage.name(), how.limits());
    this.shape = shape;
    this.work = work;
    this.in = in;
    this.out = out;
    this.ordered = how.ordered();
  }

  private static TaskOptions options(String name, Stage.Limits limits) {
    TaskOptions plain = TaskOptions.DEFAULT.withName(name).idempotent(limits.attempts());
    return limits.time().map(plain::withTimeLimit).orElse(plain);
  }

  /** Finds out before the start whether the executor takes the function. */
  void check() {
    try {
      executor.submitAll(options, List.of(), work);
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
  }

  private PipelineException closed(RejectedExecutionException e) {
    return stage.failure(
        "its executor is closed (expected: open until the pipeline has ended); "
            + "close it after the pipeline",
        e);
  }

  /** The run stops: ends what is under way. */
  void cancelAll() {
    open.forEach(task -> task.cancel(true));
  }

  void submitAll(Meter meter) {
    var claim = new Claim(TAKE);
    try {
      // Waiting here is not idleness: earlier items may be under way.
      while (in.claim(claim, TAKE, Ring.FOREVER, meter) != Ring.END) {
        var items = new ArrayList<Object>(claim.count);
        for (int i = 0; i < claim.count; i++) {
          items.add(Work.present(claim.items[i]));
          claim.items[i] = null;
        }
        meter.in(items.size());
        underWay.addAndGet(items.size());
        submit(items);
      }
    } catch (RejectedExecutionException e) {
      run.fail(closed(e));
    } finally {
      underWay.incrementAndGet();
      done.add(new Sent(null, null, null));
    }
  }

  private void submit(List<Object> items) {
    List<Task<Object>> tasks;
    try {
      tasks = executor.submitAll(options, items, work);
    } catch (NotShippableException e) {
      if (items.size() == 1) {
        done.add(new Sent(items.getFirst(), null, e));
      } else {
        // One of them can't be shipped: find it.
        items.forEach(item -> submit(List.of(item)));
      }
      return;
    }
    for (int i = 0; i < tasks.size(); i++) {
      onItsWay(new Sent(items.get(i), tasks.get(i), null), tasks.get(i));
    }
  }

  private void onItsWay(Sent sent, Task<Object> task) {
    open.add(task);
    if (run.stopping()) {
      task.cancel(true);
    }
    if (ordered) {
      done.add(sent);
    } else {
      task.toCompletableFuture().whenComplete((value, error) -> done.add(sent));
    }
  }

  void handOn(Meter meter) {
    int left = Integer.MAX_VALUE;
    while (left > 0) {
      // A flag that a result's code left behind; a stop sets its own after stopping.
      Thread.interrupted();
      if (run.stopping()) {
        return;
      }
      try {
        Sent sent = next(meter);
        if (sent.item == null) {
          // The end overtakes items that are still under way, if unordered.
          left = underWay.decrementAndGet();
        } else {
          handOn(sent, sent.item, meter);
          int now = underWay.decrementAndGet();
          left = left == Integer.MAX_VALUE ? left : now;
        }
      } catch (InterruptedException e) {
        // Only a stop interrupts here; the loop looks for it.
        continue;
      }
    }
  }

  private Sent next(Meter meter) throws InterruptedException {
    Sent sent = done.poll();
    if (sent != null) {
      return sent;
    }
    if (underWay.get() > 0) {
      return done.take();
    }
    long since = meter.waits();
    try {
      return done.take();
    } finally {
      meter.waitedSince(since);
    }
  }

  private void handOn(Sent sent, Object item, Meter meter) throws InterruptedException {
    Throwable failure = sent.refusal;
    if (sent.task != null) {
      Outcome<Object> outcome = sent.task.outcome();
      open.remove(sent.task);
      failure = failureOf(outcome);
      if (outcome instanceof Done<Object>(var value)) {
        failure = give(item, value, meter);
      }
    }
    if (failure != null && !(run.stopping() && sent.task != null && sent.task.isCancelled())) {
      stage.itemFailed(item, failure, meter);
    }
    in.release(1);
  }

  private @Nullable Throwable give(Object item, @Nullable Object value, Meter meter) {
    try {
      shape.give(
          item,
          value,
          result -> {
            if (out == null) {
              return true;
            }
            meter.out(1);
            return out.put(Work.present(result), meter);
          });
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static @Nullable Throwable failureOf(Outcome<Object> outcome) {
    return switch (outcome) {
      case Done<Object> d -> null;
      case Failed<Object>(Throwable error) -> error;
      case Cancelled<Object> c -> thrownBy(outcome);
      case TimedOut<Object> t -> thrownBy(outcome);
      case WorkerDied<Object> w -> thrownBy(outcome);
    };
  }

  private static Throwable thrownBy(Outcome<Object> outcome) {
    try {
      outcome.orElseThrow();
      throw new AssertionError("only for outcomes without a value: " + outcome);
    } catch (TaskException e) {
      return e;
    }
  }
}

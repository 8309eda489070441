// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task in a pool.
 *
 * <p>Its life is {@code QUEUED -> TAKEN -> RUNNING -> ENDED}. Taken means that a runner has it, and
 * perhaps has sent it to its worker, but that it has not begun. A task whose worker died goes back
 * to QUEUED, a cancelled one straight to ENDED. The step to ENDED is made once, by whoever comes
 * first.
 */
final class PooledTask<T> extends LiveTasks.Link implements Task<T> {
  private enum Phase {
    QUEUED,
    TAKEN,
    RUNNING,
    ENDED
  }

  private static final int MAX_LOSSES = 3;

  private final Pool pool;
  private final long id;
  private final TaskOptions options;
  private final Job<T> job;
  // Moved by runners and cancellers; each step is one compare-and-set.
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.QUEUED);
  private final CompletableFuture<Outcome<T>> end = new CompletableFuture<>();
  // Written by the runner that takes the task, read by cancellers and the timer.
  private volatile @Nullable Runner runner;
  // Its own thread, if it has one: set before others get the task, cleared by that thread.
  private volatile @Nullable Thread ownThread;
  // Written by the timer thread, read by the runner when the work returns.
  private volatile boolean overdue;
  // Set by cancellers, read by the runner.
  private volatile boolean forced;
  // Written by the one runner that has the task; handed on through the queue.
  private int attempt;
  // As attempt: of one runner at a time.
  private int losses;
  // As attempt: of one runner at a time.
  private Events.@Nullable TaskRun recording;

  PooledTask(Pool pool, long id, TaskOptions options, Job<T> job) {
    this.pool = pool;
    this.id = id;
    this.options = options;
    this.job = job;
  }

  /** Gives the task to a runner; false when it has been cancelled meanwhile. */
  boolean take(Runner by) {
    runner = by;
    return phase.compareAndSet(Phase.QUEUED, Phase.TAKEN);
  }

  /** Begins an attempt; false when the task has been cancelled meanwhile. */
  boolean start() {
    attempt++;
    overdue = false;
    return phase.compareAndSet(Phase.TAKEN, Phase.RUNNING);
  }

  /** Puts the task back; false when it has ended meanwhile. */
  boolean backToQueue() {
    return phase.compareAndSet(Phase.TAKEN, Phase.QUEUED)
        || phase.compareAndSet(Phase.RUNNING, Phase.QUEUED);
  }

  /**
   * Counts a worker that was lost before the task began in it. Such a loss is no attempt, but a
   * task that meets it again and again may be its cause: a payload larger than the worker's heap,
   * say.
   *
   * @return whether it may be sent once more
   */
  boolean mayBeSentAgain() {
    return ++losses <= Math.max(MAX_LOSSES, options.attempts());
  }

  /** Ends the task; false when it had ended already. */
  boolean finish(Outcome<T> outcome) {
    if (phase.getAndSet(Phase.ENDED) == Phase.ENDED) {
      return false;
    }
    ShippedFunction function = job.function();
    if (function != null) {
      function.itemEnded();
    }
    end.complete(outcome);
    pool.ended(this, outcome);
    return true;
  }

  /** Ends the task as its attempt did, unless it took longer than it may. */
  void finishAttempt(Outcome<T> outcome) {
    finish(overdue ? new TimedOut<>(options.timeLimit().orElseThrow(), false) : outcome);
  }

  @Override
  PooledTask<?> task() {
    return this;
  }

  void runIn(Thread thread) {
    ownThread = thread;
  }

  /** A task that somebody keeps must not keep the thread it had. */
  void ownThreadEnds() {
    ownThread = null;
    runner = null;
  }

  @Nullable Thread ownThread() {
    return ownThread;
  }

  Job<T> job() {
    return job;
  }

  TaskOptions options() {
    return options;
  }

  int attempt() {
    return attempt;
  }

  /** The flight recorder's event of this task, if it is recorded. */
  Events.@Nullable TaskRun recording() {
    return recording;
  }

  void recordAs(Events.TaskRun event) {
    recording = event;
  }

  /** Whether the next run is the last of several attempts, to be made alone in its worker. */
  boolean nextIsLastResort() {
    return options.attempts() > 1 && attempt + 1 == options.attempts();
  }

  /** Says that the time limit has passed; called by the timer. */
  void markOverdue() {
    overdue = true;
  }

  boolean overdue() {
    return overdue;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String name() {
    return options.name().isEmpty() ? "task-" + id : options.name();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean running = phase.get() == Phase.RUNNING;
    if (mayInterruptIfRunning) {
      // Before the end, which the runner may see at once; and never taken back by a later caller.
      forced = true;
    }
    if (!finish(new Cancelled<>(running))) {
      return false;
    }
    Runner by = runner;
    if (by != null && (mayInterruptIfRunning || !running)) {
      by.stop(this);
    }
    return true;
  }

  /** Whether it was cancelled with leave to interrupt it. */
  boolean cancelledByForce() {
    return forced;
  }

  /** Whether its runner shall stop it: cancelled with leave to interrupt, or past its limit. */
  boolean mustStop() {
    return forced || overdue;
  }

  @Override
  public boolean isCancelled() {
    return state() == State.CANCELLED;
  }

  @Override
  public boolean isDone() {
    return phase.get() == Phase.ENDED;
  }

  @Override
  public State state() {
    // Between ENDED and the outcome lies a moment: who has seen isDone() must not see RUNNING then.
    Outcome<T> outcome = isDone() ? end.join() : null;
    return switch (outcome) {
      case null -> State.RUNNING;
      case Done<T> d -> State.SUCCESS;
      case Cancelled<T> c -> State.CANCELLED;
      case Failed<T> f -> State.FAILED;
      case TimedOut<T> t -> State.FAILED;
      case WorkerDied<T> w -> State.FAILED;
    };
  }

  @Override
  public Outcome<T> outcome() throws InterruptedException {
    Spin.until(end::isDone);
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new AssertionError("an outcome is never exceptional", e);
    }
  }

  @Override
  public Outcome<T> outcome(Duration patience) throws InterruptedException, TimeoutException {
    Spin.until(end::isDone);
    try {
      return end.get(Nanos.of(patience), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("an outcome is never exceptional", e);
    } catch (TimeoutException e) {
      throw new TimeoutException(name() + ": not ended after " + patience);
    }
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    return valueOf(outcome());
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return valueOf(outcome(Duration.ofNanos(unit.toNanos(timeout))));
  }

  private T valueOf(Outcome<T> outcome) throws ExecutionException {
    return switch (outcome) {
      case Done<T>(T value) -> value;
      case Cancelled<T> c -> throw new CancellationException(name() + " was cancelled");
      case Failed<T>(Throwable error) -> throw new ExecutionException(error);
      case TimedOut<T> t -> throw new ExecutionException(exceptionFor(outcome));
      case WorkerDied<T> w -> throw new ExecutionException(exceptionFor(outcome));
    };
  }

  private static <T> TaskException exceptionFor(Outcome<T> outcome) {
    try {
      outcome.orElseThrow();
      throw new AssertionError("only for outcomes without a value: " + outcome);
    } catch (TaskException e) {
      return e;
    }
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    var future = new CompletableFuture<T>();
    end.thenAccept(outcome -> {
      switch (outcome) {
        case Done<T>(T value) -> future.complete(value);
        case Failed<T>(Throwable error) -> future.completeExceptionally(error);
        case Cancelled<T> c -> future.cancel(false);
        case TimedOut<T> t -> future.completeExceptionally(exceptionFor(outcome));
        case WorkerDied<T> w -> future.completeExceptionally(exceptionFor(outcome));
      }
    });
    return future;
  }

  @Override
  public String toString() {
    return name() + "#" + id + "[" + phase.get() + "]";
  }
}

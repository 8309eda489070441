// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A task in a pool.
 *
 * <p>Its life is {@code QUEUED -> TAKEN -> RUNNING -> ENDED}. Taken means that a runner has it, and
 * perhaps has sent it to its worker, but that it has not begun. A task whose worker died goes back
 * to QUEUED, a cancelled one straight to ENDED. The step to ENDED is made once, by whoever comes
 * first.
 */
class PooledTask<T> extends Promise<T> {
  private enum Phase {
    QUEUED,
    TAKEN,
    RUNNING,
    ENDED
  }

  private static final int MAX_LOSSES = 3;
  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(PooledTask.class, "phase", Phase.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Pool pool;
  private final long id;
  private final TaskOptions options;
  private final Job<T> job;
  // Moved by runners and cancellers, through PHASE; each step is one compare-and-set.
  private volatile Phase phase = Phase.QUEUED;
  // Written by the runner that takes the task, read by cancellers and the timer.
  private volatile @Nullable Runner runner;
  // The attempt that passed its time limit; written by the timer thread, read by the runner.
  private volatile int overdueAttempt;
  // Set by cancellers, read by the runner.
  private volatile boolean forced;
  // Written by the one runner that has the task, before its step to RUNNING; handed on through the
  // queue, and to cancellers through the phase.
  private int attempt;
  // As attempt: of one runner at a time.
  private int losses;
  // Written by the runner, read by whoever ends the task.
  private volatile Events.@Nullable TaskRun recording;

  PooledTask(Pool pool, long id, TaskOptions options, Job<T> job) {
    this.pool = pool;
    this.id = id;
    this.options = options;
    this.job = job;
  }

  /** From now on the pool can find the task, to stop it. */
  void goLive() {
    pool.live().add(this);
  }

  /** Gives the task to a runner; false when it has been cancelled meanwhile. */
  boolean take(Runner by) {
    runner = by;
    return PHASE.compareAndSet(this, Phase.QUEUED, Phase.TAKEN);
  }

  /** Begins an attempt; false when the task has been cancelled meanwhile. */
  boolean start() {
    attempt++;
    return PHASE.compareAndSet(this, Phase.TAKEN, Phase.RUNNING);
  }

  /** Both at once, for a runner that need not do anything between them. */
  boolean takeAndStart(Runner by) {
    runner = by;
    attempt++;
    return PHASE.compareAndSet(this, Phase.QUEUED, Phase.RUNNING);
  }

  /** Puts the task back; false when it has ended meanwhile. */
  boolean backToQueue() {
    return PHASE.compareAndSet(this, Phase.TAKEN, Phase.QUEUED)
        || PHASE.compareAndSet(this, Phase.RUNNING, Phase.QUEUED);
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

  /** Does the work of a started task on the calling thread, and says what came of it. */
  Outcome<T> runHere(Runner by) {
    Future<?> limit = Pool.NO_LIMIT;
    try {
      limit = pool.started(this, by);
      return new Done<>(job.call());
    } catch (Throwable error) {
      // Errors too: the pool's thread must survive a StackOverflowError of the task.
      return new Failed<>(error);
    } finally {
      limit.cancel(false);
    }
  }

  /** Ends the task; false when it had ended already. */
  boolean finish(Outcome<T> outcome) {
    if (PHASE.getAndSet(this, Phase.ENDED) == Phase.ENDED) {
      return false;
    }
    end(outcome);
    return true;
  }

  private void end(Outcome<T> outcome) {
    ShippedFunction function = job.function();
    if (function != null) {
      function.itemEnded();
    }
    pool.ended(this, outcome, fulfil(outcome));
  }

  /** Ends the task as its attempt did, unless it took longer than it may. */
  void finishAttempt(Outcome<T> outcome) {
    finish(overdue() ? new TimedOut<>(options.timeLimit().orElseThrow(), false) : outcome);
  }

  /** Ends the task although its work goes on, in a thread that ignores its interrupt. */
  void finishStillRunning() {
    finish(new TimedOut<>(options.timeLimit().orElse(Duration.ZERO), true));
  }

  @Override
  PooledTask<?> task() {
    return this;
  }

  final Pool pool() {
    return pool;
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

  /** Says that this attempt has passed its time limit; called by the timer. */
  void markOverdue(int late) {
    overdueAttempt = late;
  }

  boolean overdue() {
    return overdueAttempt > 0 && overdueAttempt == attempt;
  }

  /** Whether its running work shall be ended, and not only its result be dropped. */
  boolean mustStop() {
    return forced || overdue();
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
    if (mayInterruptIfRunning) {
      // Before the end, which the runner may see at once; and never taken back by a later caller.
      forced = true;
    }
    var before = (Phase) PHASE.getAndSet(this, Phase.ENDED);
    if (before == Phase.ENDED) {
      return false;
    }
    end(new Cancelled<>(before == Phase.RUNNING));
    if (mayInterruptIfRunning || before != Phase.RUNNING) {
      stopRunner();
    }
    return true;
  }

  /** Whoever runs it by now ends its work, if that is what was asked for. */
  void stopRunner() {
    Runner by = runner;
    if (by != null) {
      by.stop(this);
    }
  }

  /** Whether it was cancelled with leave to interrupt it. */
  boolean cancelledByForce() {
    return forced;
  }

  @Override
  public boolean isDone() {
    return phase == Phase.ENDED;
  }

  @Override
  public String toString() {
    return name() + "#" + id + "[" + phase + "]";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task's end, and the ways to wait for it.
 *
 * <p>In a fan-out most tasks have ended before anybody asks, so the future to wait at is made by
 * the first who has to. Who ends the task writes the end, then looks for that future; who waits
 * writes the future, then looks for the end. One of the two sees the other.
 */
abstract class Promise<T> extends LiveTasks.Link implements Task<T> {
  private static final VarHandle AWAITED;

  static {
    try {
      AWAITED =
          MethodHandles.lookup().findVarHandle(Promise.class, "awaited", CompletableFuture.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Written once, by whoever ends the task; read by any.
  private volatile @Nullable Outcome<T> end;
  // Written once, through AWAITED, by the first who waits; read by whoever ends the task.
  private volatile @Nullable CompletableFuture<Outcome<T>> awaited;

  /** Says how the task ended; called once. True when somebody has been waiting for it. */
  boolean fulfil(Outcome<T> outcome) {
    end = outcome;
    CompletableFuture<Outcome<T>> waiting = awaited;
    if (waiting != null) {
      waiting.complete(outcome);
    }
    return waiting != null;
  }

  /** Called by the first who waits for a task that has not ended. */
  void firstAwaited() {}

  private CompletableFuture<Outcome<T>> whenEnded() {
    CompletableFuture<Outcome<T>> waiting = awaited;
    boolean first = false;
    if (waiting == null) {
      first = AWAITED.compareAndSet(this, null, new CompletableFuture<Outcome<T>>());
      waiting = requireNonNull(awaited);
    }
    Outcome<T> now = end;
    if (now != null) {
      waiting.complete(now);
    } else if (first) {
      firstAwaited();
    }
    return waiting;
  }

  /** The end, if it has come. */
  @Nullable Outcome<T> end() {
    return end;
  }

  @Override
  public boolean isCancelled() {
    return state() == State.CANCELLED;
  }

  @Override
  public State state() {
    // Between the decision and the outcome lies a moment: who has seen isDone() must not see
    // RUNNING then.
    Outcome<T> outcome = isDone() ? whenEnded().join() : null;
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
    Outcome<T> now = spunFor();
    if (now != null) {
      return now;
    }
    try {
      return whenEnded().get();
    } catch (ExecutionException e) {
      throw new AssertionError("an outcome is never exceptional", e);
    }
  }

  @Override
  public Outcome<T> outcome(Duration patience) throws InterruptedException, TimeoutException {
    Outcome<T> now = spunFor();
    if (now != null) {
      return now;
    }
    try {
      return whenEnded().get(Nanos.of(patience), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("an outcome is never exceptional", e);
    } catch (TimeoutException e) {
      throw new TimeoutException(name() + ": not ended after " + patience);
    }
  }

  private @Nullable Outcome<T> spunFor() {
    if (end == null) {
      Spin.until(() -> end != null);
    }
    return end;
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
    whenEnded()
        .thenAccept(outcome -> {
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A pool in the shape that other libraries know; it ends by itself, without the pool.
 *
 * <p>It doesn't extend the JDK's abstract class, whose FutureTask wraps the work in something that
 * can't be shipped.
 */
final class ExecutorServiceView implements ExecutorService {
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final ParallelExecutor pool;
  // Tasks submitted here that have not ended; added by submitters, removed by their end.
  private final Set<Task<?>> mine = ConcurrentHashMap.newKeySet();
  // Opened by shutdown.
  private final CountDownLatch shutdown = new CountDownLatch(1);

  ExecutorServiceView(ParallelExecutor pool) {
    this.pool = pool;
  }

  @Override
  public <T> Future<T> submit(Callable<T> work) {
    return track(shippable(work));
  }

  @Override
  public Future<?> submit(Runnable work) {
    return track(asCallable(work, null));
  }

  @Override
  public <T> Future<T> submit(Runnable work, T result) {
    return track(asCallable(work, result));
  }

  @Override
  public void execute(Runnable work) {
    track(asCallable(work, null));
  }

  private <T> Task<T> track(RemoteCallable<T> work) {
    refuseIfShutdown();
    Task<T> task = pool.submit(work);
    mine.add(task);
    task.toCompletableFuture().whenComplete((value, error) -> mine.remove(task));
    try {
      // Once more: who shut it down meanwhile may not have seen the task.
      refuseIfShutdown();
    } catch (RejectedExecutionException e) {
      task.cancel(true);
      throw e;
    }
    return task;
  }

  private void refuseIfShutdown() {
    if (isShutdown()) {
      throw new RejectedExecutionException("executor: shut down (expected: open)");
    }
  }

  private <T> RemoteCallable<T> asCallable(Runnable work, T result) {
    refuseUnshippable(work);
    return new Adapted.OfRunnable<>(work, result);
  }

  private <T> RemoteCallable<T> shippable(Callable<T> work) {
    refuseUnshippable(work);
    return work instanceof RemoteCallable<T> remote ? remote : new Adapted.OfCallable<>(work);
  }

  private void refuseUnshippable(Object work) {
    if (pool.mode().usesProcesses() && !(work instanceof Serializable)) {
      throw new RejectedExecutionException(
          "task: "
              + work.getClass().getName()
              + " (expected: serializable, because this pool runs tasks in other processes);"
              + " pass a RemoteCallable, cast the lambda to (Callable<T> & Serializable),"
              + " or use ParallelExecutor.threads(n)");
    }
  }

  @Override
  public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> works)
      throws InterruptedException {
    return invokeAll(works, FOR_EVER);
  }

  @Override
  public <T> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> works, long timeout, TimeUnit unit)
      throws InterruptedException {
    return invokeAll(works, unit.toNanos(timeout));
  }

  private <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> works, long nanos)
      throws InterruptedException {
    long end = endAfter(nanos);
    List<Task<T>> tasks = submitEach(works);
    try {
      for (Task<T> task : tasks) {
        task.outcome(left(end));
      }
    } catch (TimeoutException e) {
      // What has not ended is cancelled, as the interface says.
    } finally {
      tasks.forEach(task -> task.cancel(true));
    }
    return List.copyOf(tasks);
  }

  private <T> List<Task<T>> submitEach(Collection<? extends Callable<T>> works) {
    var tasks = new ArrayList<Task<T>>();
    try {
      for (Callable<T> work : works) {
        tasks.add(track(shippable(work)));
      }
      return tasks;
    } catch (RuntimeException e) {
      tasks.forEach(task -> task.cancel(true));
      throw e;
    }
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> works)
      throws InterruptedException, ExecutionException {
    try {
      return invokeAny(works, FOR_EVER);
    } catch (TimeoutException e) {
      throw new AssertionError("waited for ever", e);
    }
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> works, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return invokeAny(works, unit.toNanos(timeout));
  }

  private <T> T invokeAny(Collection<? extends Callable<T>> works, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (works.isEmpty()) {
      throw new IllegalArgumentException("tasks: none (expected: at least one)");
    }
    long end = endAfter(nanos);
    List<Task<T>> tasks = submitEach(works);
    var ended = new LinkedBlockingQueue<Task<T>>();
    tasks.forEach(task -> task.toCompletableFuture().whenComplete((v, e) -> ended.add(task)));
    try {
      return firstSuccess(ended, tasks.size(), end);
    } finally {
      tasks.forEach(task -> task.cancel(true));
    }
  }

  private static <T> T firstSuccess(LinkedBlockingQueue<Task<T>> ended, int count, long end)
      throws InterruptedException, ExecutionException, TimeoutException {
    @Nullable ExecutionException last = null;
    for (int i = 0; i < count; i++) {
      Task<T> task = ended.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (task == null) {
        throw new TimeoutException("no task has succeeded in time");
      }
      try {
        return task.get();
      } catch (ExecutionException e) {
        last = e;
      } catch (CancellationException e) {
        // By somebody else, who closes the pool perhaps; the others may still succeed.
        last = new ExecutionException(e);
      }
    }
    throw requireNonNull(last, "there was at least one task");
  }

  @Override
  public void shutdown() {
    shutdown.countDown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown.countDown();
    // A cancelled task has ended in its own eyes; none is handed back as a Runnable.
    mine.forEach(task -> task.cancel(true));
    return new ArrayList<>();
  }

  @Override
  public boolean isShutdown() {
    return shutdown.getCount() == 0;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown() && mine.stream().allMatch(Task::isDone);
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long end = endAfter(unit.toNanos(timeout));
    if (!shutdown.await(timeout, unit)) {
      return false;
    }
    for (Task<?> task : mine) {
      try {
        task.outcome(left(end));
      } catch (TimeoutException e) {
        return false;
      }
    }
    return true;
  }

  /** The clock's reading after so long, or its last one. */
  private static long endAfter(long nanos) {
    long now = System.nanoTime();
    return now + Math.min(nanos, Long.MAX_VALUE / 2);
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}

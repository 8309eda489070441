// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A pool in the shape that other libraries know; it ends by itself, without the pool. */
final class ExecutorServiceView extends AbstractExecutorService {
  private final ParallelExecutor pool;
  // Tasks submitted here that may not have ended; added by submitters, swept by them and by
  // waiters.
  private final Set<Task<?>> mine = ConcurrentHashMap.newKeySet();
  // Written by shutdown, read by any.
  private volatile boolean shutdown;

  ExecutorServiceView(ParallelExecutor pool) {
    this.pool = pool;
  }

  @Override
  public <T> Future<T> submit(Callable<T> work) {
    return track(shippable(work));
  }

  @Override
  public Future<?> submit(Runnable work) {
    return submit(work, null);
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
    if (shutdown) {
      throw new RejectedExecutionException("executor: shut down (expected: open)");
    }
    Task<T> task = pool.submit(work);
    mine.add(task);
    task.toCompletableFuture().whenComplete((value, error) -> mine.remove(task));
    return task;
  }

  private <T> RemoteCallable<T> asCallable(Runnable work, T result) {
    refuseUnshippable(work);
    return () -> {
      work.run();
      return result;
    };
  }

  private <T> RemoteCallable<T> shippable(Callable<T> work) {
    refuseUnshippable(work);
    return work instanceof RemoteCallable<T> remote ? remote : work::call;
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
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    // A cancelled task has ended in its own eyes; none is handed back as a Runnable.
    mine.forEach(task -> task.cancel(true));
    return new ArrayList<>();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown && mine.stream().allMatch(Task::isDone);
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    for (Task<?> task : mine) {
      try {
        task.outcome(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      } catch (TimeoutException e) {
        return false;
      }
    }
    return shutdown;
  }
}

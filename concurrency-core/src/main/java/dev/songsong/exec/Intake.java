// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where work comes into a pool: it becomes tasks, which are counted in, can be found from then on,
 * and go to the queue or to threads of their own. Called by any thread.
 */
final class Intake {
  private final Pool pool;
  private final LifeCycle life;
  private final @Nullable Crew crew;
  private final boolean queued;
  private final AtomicLong ids = new AtomicLong();

  Intake(Pool pool, LifeCycle life, @Nullable Crew crew) {
    this.pool = pool;
    this.life = life;
    this.crew = crew;
    this.queued = pool.mode() != Mode.VIRTUAL_THREADS;
  }

  /** As {@link #all} with one item; in a fan-out a list for each would cost a tenth. */
  <T> Task<T> one(TaskOptions options, RemoteCallable<T> work) {
    Job<T> job = crew == null ? Job.here(work) : crew.shipper().ship(work);
    PooledTask<T> task = task(options, job);
    enter(1, "a task is submitted");
    try {
      task.goLive();
      if (queued) {
        pool.start();
        pool.queue().add(task);
      }
    } catch (Throwable e) {
      task.cancel(true);
      throw e;
    }
    if (life.stopped()) {
      // Whoever stopped the pool meanwhile may have looked before this was there to be seen.
      task.cancel(true);
    }
    return task;
  }

  <A, R> List<Task<R>> all(
      TaskOptions options,
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work) {
    var jobs = new ArrayList<Job<R>>(items.size());
    if (crew == null) {
      items.forEach(item -> jobs.add(Job.here(() -> work.apply(item))));
    } else {
      crew.shipper().<A, R>shipAll(items, work, jobs);
    }
    var tasks = new ArrayList<PooledTask<R>>(jobs.size());
    jobs.forEach(job -> tasks.add(task(options, job)));
    enter(tasks.size(), "a task is submitted");
    try {
      tasks.forEach(PooledTask::goLive);
      if (queued) {
        pool.start();
        pool.queue().addAll(tasks);
      }
    } catch (Throwable e) {
      tasks.forEach(task -> task.cancel(true));
      throw e;
    }
    if (life.stopped()) {
      tasks.forEach(task -> task.cancel(true));
    }
    return List.copyOf(tasks);
  }

  private <T> PooledTask<T> task(TaskOptions options, Job<T> job) {
    long id = ids.incrementAndGet();
    return queued
        ? new PooledTask<>(pool, id, options, job)
        : new VirtualTask<>(pool, id, options, job);
  }

  /**
   * Counts tasks in.
   *
   * @throws RejectedExecutionException if the pool is closed
   */
  void enter(int count, String when) {
    if (!life.enter(count)) {
      throw new RejectedExecutionException(
          "pool " + pool.name() + ": closed (expected: open when " + when + ")");
    }
  }
}

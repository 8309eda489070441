// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.machine.Budget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * Some millions of these are made a second, so one object is the task, its thread's body and its runner, and
 * nothing keeps a list of them but the JDK's executor, which must know its threads.
 *
 * To stop the pool is to say so (LifeCycle.stopped) and to interrupt all its threads. A task learns it from
 * whoever comes first: its thread, when the work begins or returns, or anybody who asks whether it has ended. Only
 * a task that somebody sleeps for is put among the pool's live ones, to be found and cancelled at once.
 *
 * The work's end is claimed once, by a step of `work`:
 *
 *   WORKING -> RETURNED     by the thread: no interrupt for its sake comes any more, the result counts
 *   WORKING -> GIVEN_UP     by the timer: the work ignored its interrupt beyond the grace
 *   WORKING <-> INTERRUPTING  by who interrupts it: the thread waits, so that the interrupt meets the work and
 *                             not what runs after it
 */

/** A task with a virtual thread of its own. */
final class VirtualTask<T> extends PooledTask<T> implements Runnable, Runner {
  private enum Work {
    WORKING,
    INTERRUPTING,
    RETURNED,
    GIVEN_UP
  }

  private static final VarHandle WORK;

  static {
    try {
      WORK = MethodHandles.lookup().findVarHandle(VirtualTask.class, "work", Work.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Moved, through WORK, by the thread, cancellers and the timer.
  private volatile Work work = Work.WORKING;
  // Written by the thread, before it takes the task and when it is done; read by those who stop it.
  // A task that somebody keeps must not keep its thread.
  private volatile @Nullable Thread thread;

  VirtualTask(Pool pool, long id, TaskOptions options, Job<T> job) {
    super(pool, id, options, job);
  }

  @Override
  void goLive() {
    try {
      pool().startVirtual(this);
    } catch (RejectedExecutionException e) {
      // The pool was stopped meanwhile.
      cancel(false);
    }
  }

  @Override
  public void run() {
    if (Budget.current() == pool().budget()) {
      // As nearly always: the pool has what the whole JVM has, and the thread is new.
      work();
    } else {
      pool().budget().run(this::work);
    }
  }

  private void work() {
    thread = Thread.currentThread();
    if (pool().stopping()) {
      cancel(false);
    }
    boolean began = takeAndStart(this);
    Outcome<T> outcome = began ? runHere(this) : null;
    if (!returned()) {
      pool().threadReturned();
    } else if (outcome != null) {
      Thread.interrupted();
      end(outcome);
    }
    thread = null;
  }

  private void end(Outcome<T> outcome) {
    if (pool().stopping()) {
      cancel(true);
    }
    finishAttempt(outcome);
  }

  private boolean returned() {
    while (!WORK.compareAndSet(this, Work.WORKING, Work.RETURNED)) {
      if (work == Work.GIVEN_UP) {
        return false;
      }
      Thread.yield();
    }
    return true;
  }

  @Override
  public String runnerName() {
    return "virtual-" + pool().name() + "-" + id();
  }

  @Override
  public void stop(PooledTask<?> task) {
    Thread own = thread;
    if (own == null || !mustStop() || !WORK.compareAndSet(this, Work.WORKING, Work.INTERRUPTING)) {
      return;
    }
    try {
      own.interrupt();
    } finally {
      // An interrupt may close a channel of the task, by code that may fail.
      work = Work.WORKING;
    }
    pool().timer().after(pool().killGrace(), this::giveUp);
  }

  private void giveUp() {
    if (WORK.compareAndSet(this, Work.WORKING, Work.GIVEN_UP)) {
      pool().virtualThreadAbandoned();
      finishStillRunning();
    }
  }

  @Override
  public boolean isDone() {
    if (pool().stopping()) {
      cancel(true);
    }
    return super.isDone();
  }

  @Override
  void firstAwaited() {
    pool().live().add(this);
    if (pool().stopping()) {
      cancel(true);
    }
    if (end() != null) {
      pool().live().remove(this);
    }
  }
}

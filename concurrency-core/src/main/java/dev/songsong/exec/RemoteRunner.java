// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/*
 * One slot of one worker, seen from the pool: a thread that sends tasks over the slot's connection and
 * reads how they end.
 *
 * A window of tasks may be on the way at once, so that short ones don't pay a round trip each. The worker
 * runs them in order, says STARTED before each and writes each reply before the next begins. So when the
 * connection breaks, what was read tells exactly:
 *   replied            ended; its outcome stands
 *   STARTED, no reply  the one that was running: it died with the worker (or is tried again)
 *   not STARTED        never ran: goes back to the queue, as if nothing had happened
 *
 * The window's bytes stay below what the socket buffers hold. A worker that is still writing a large
 * reply can therefore never meet a pool that is blocked writing to it.
 */

/** A thread that has its tasks run in a slot of a worker process. */
final class RemoteRunner implements Runnable, Runner {
  private static final int MAX_WINDOW = 64;
  private static final int MAX_WINDOW_BYTES = 64 * 1024;
  // A window is worth this much time: enough to hide a round trip, too little to keep work from
  // others.
  private static final long WINDOW_NANOS = 300_000;

  private final Pool pool;
  private final Crew crew;
  private final WorkerSeat seat;
  private final int slot;
  private final Events events;
  private final ArrayDeque<PooledTask<?>> window = new ArrayDeque<>();
  private int windowBytes;
  // The worker this slot served last, and what it knows by now.
  private @Nullable Worker served;
  private FunctionsSent sent = new FunctionsSent();
  private long usualNanos = WINDOW_NANOS;
  // Written by this thread, read by those who stop a task.
  private volatile @Nullable Worker worker;
  private Future<?> limit = CompletableFuture.completedFuture(null);
  private boolean headStarted;
  private long startedAt;

  RemoteRunner(Pool pool, Crew crew, WorkerSeat seat, int slot, Events events) {
    this.pool = pool;
    this.crew = crew;
    this.seat = seat;
    this.slot = slot;
    this.events = events;
  }

  @Override
  public String name() {
    Worker at = worker;
    return at == null ? "worker" : at.name();
  }

  @Override
  public void run() {
    PooledTask<?> task = pool.queue().take();
    while (task != null) {
      seat.recycleIfDue();
      boolean alone = task.nextIsLastResort();
      seat.enter(alone);
      try {
        serve(task, alone);
      } finally {
        seat.leave(alone);
      }
      task = pool.queue().take();
    }
  }

  private <T> void serve(PooledTask<T> first, boolean alone) {
    Worker at;
    try {
      at = seat.worker();
    } catch (WorkerDiedException e) {
      if (first.begin(this)) {
        first.finish(new WorkerDied<>(e.death()));
      }
      return;
    }
    if (at != served) {
      served = at;
      sent = new FunctionsSent();
    }
    worker = at;
    at.slotBusy();
    try {
      FrameChannel channel = at.slot(slot);
      send(channel, first);
      while (!window.isEmpty()) {
        topUp(channel, alone);
        channel.flush();
        // An interrupt left behind by a listener would close the channel.
        Thread.interrupted();
        Frame frame = channel.read();
        if (frame == null) {
          throw new IOException("worker closed its connection");
        }
        handle(at, frame);
      }
    } catch (IOException e) {
      died(at);
    } finally {
      worker = null;
      at.slotIdle();
    }
  }

  private void topUp(FrameChannel channel, boolean alone) throws IOException {
    if (alone) {
      return;
    }
    int fair = 1 + pool.queue().size() / pool.parallelism();
    int wanted = Math.clamp(WINDOW_NANOS / Math.max(1, usualNanos), 1, Math.min(fair, MAX_WINDOW));
    while (window.size() < wanted && windowBytes < MAX_WINDOW_BYTES && !seat.wantedAlone()) {
      PooledTask<?> next = pool.queue().poll();
      if (next == null) {
        return;
      }
      boolean fits = windowBytes + next.job().bytes().length <= MAX_WINDOW_BYTES;
      if (next.nextIsLastResort() || !fits && !window.isEmpty()) {
        pool.queue().addFirst(next);
        return;
      }
      send(channel, next);
    }
  }

  private void send(FrameChannel channel, PooledTask<?> task) throws IOException {
    if (!task.begin(this)) {
      return;
    }
    window.addLast(task);
    Job<?> job = task.job();
    windowBytes += sent.send(channel, job) + job.bytes().length;
    channel.put(new Frame(Frame.Type.TASK, task.id(), job.functionId(), job.bytes()));
  }

  private void handle(Worker at, Frame frame) throws IOException {
    PooledTask<?> head = window.peekFirst();
    if (head == null || (frame.id() != head.id() && frame.type() != Frame.Type.OUTPUT)) {
      throw new IOException("frame for task " + frame.id() + " (expected: the one in turn)");
    }
    switch (frame.type()) {
      case STARTED -> started(at, head);
      case OUTPUT -> printed(at, head, frame);
      case DONE, FAILED -> returned(at, head, frame);
      case HELLO, FUNCTION, FORGET, TASK, INTERRUPT, SHUTDOWN ->
          throw new IOException("frame: " + frame.type() + " (expected: a worker's)");
    }
  }

  private void printed(Worker at, PooledTask<?> task, Frame frame) {
    String line = new String(frame.payload(), StandardCharsets.UTF_8);
    boolean stderr = frame.extra() == 1;
    if (stderr) {
      at.remember(line);
    }
    events.taskOutput(task, stderr, line);
  }

  private void started(Worker at, PooledTask<?> task) {
    headStarted = true;
    startedAt = System.nanoTime();
    at.taskStarted(slot, task);
    limit = pool.started(task, this);
    if (task.isDone()) {
      // Cancelled on the way here.
      stop(task);
    }
  }

  private <T> void returned(Worker at, PooledTask<T> task, Frame frame) {
    usualNanos = (3 * usualNanos + (System.nanoTime() - startedAt)) / 4;
    at.taskReturned(slot);
    leaveWindow(task);
    Outcome<T> outcome = outcomeOf(task, frame);
    task.finish(task.overdue() ? overdue(task) : outcome);
  }

  private static <T> Outcome<T> outcomeOf(PooledTask<T> task, Frame frame) {
    try {
      return frame.type() == Frame.Type.DONE
          ? new Done<>(task.job().decode(frame.payload()))
          : new Failed<>(task.job().decodeError(frame.payload()));
    } catch (NotShippableException e) {
      return new Failed<>(e);
    }
  }

  private static <T> Outcome<T> overdue(PooledTask<T> task) {
    return new TimedOut<>(task.options().timeLimit().orElseThrow(), false);
  }

  /** The head of the window is over here, one way or another. */
  private void leaveWindow(PooledTask<?> task) {
    if (headStarted) {
      limit.cancel(false);
      pool.stopped();
      headStarted = false;
    }
    window.removeFirst();
    windowBytes -= task.job().bytes().length;
  }

  private void died(Worker at) {
    boolean wasRunning = headStarted;
    WorkerDeath death = crew.bury(at, slot);
    seat.lost(at);
    PooledTask<?> head = window.peekFirst();
    if (wasRunning && head != null) {
      leaveWindow(head);
      endOrRetry(head, death);
    }
    while (!window.isEmpty()) {
      // From the back, so that the queue's front has them in their order.
      PooledTask<?> unstarted = window.removeLast();
      if (unstarted.backToQueue(false)) {
        pool.queue().addFirst(unstarted);
      }
    }
    windowBytes = 0;
  }

  private <T> void endOrRetry(PooledTask<T> task, WorkerDeath death) {
    if (task.overdue()) {
      task.finish(overdue(task));
    } else if (task.attempt() < task.options().attempts()) {
      if (task.backToQueue(true)) {
        pool.queue().addFirst(task);
      }
    } else {
      task.finish(new WorkerDied<>(death));
    }
  }

  @Override
  public void stop(PooledTask<?> task) {
    Worker at = worker;
    if (at == null || !at.isRunning(slot, task)) {
      return;
    }
    at.interrupt(slot, task);
    String why =
        "killed: " + task.name() + (task.overdue() ? " passed its time limit" : " was cancelled");
    pool.later(pool.killGrace(), () -> end(at, task, why));
  }

  private void end(Worker at, PooledTask<?> task, String why) {
    if (at.isRunning(slot, task)) {
      // Ending waits for the process's end; the timer must not.
      pool.startThread("end-" + at.name(), () -> at.end(why, pool.killGrace()));
    }
  }
}

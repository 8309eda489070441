// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
 *   not STARTED        never ran: goes back to the queue
 *
 * A window is a guess that its tasks are short. When its head takes long after all, the others are
 * recalled: the worker gives back (RETURNED) what it has not begun, and another slot may take it.
 *
 * The bytes on the way to a worker that has work stay below what ring or socket hold (see Window). A
 * worker that is still writing a large reply can therefore never meet a pool blocked writing to it.
 */

/** A thread that has its tasks run in a slot of a worker process. */
final class RemoteRunner implements Runnable, Runner {
  private final Pool pool;
  private final Crew crew;
  private final WorkerSeat seat;
  private final int slot;
  private final Events events;
  private final Losses losses;
  private final TaskStopper stopper;
  private final SilenceWatch silence;
  // What is not marked is used by this thread only.
  private final Window window = new Window();
  // Of which the timer may ask overstays().
  private final Pace pace = new Pace();
  // Whether the timer looks at this slot; set by this thread, cleared by the timer.
  private final AtomicBoolean watched = new AtomicBoolean();
  private boolean headStarted;
  private Future<?> limit = Pool.NO_LIMIT;
  private @Nullable Worker served;
  // Written by this thread, read by those who stop a task.
  private volatile @Nullable Worker worker;

  RemoteRunner(Pool pool, Crew crew, WorkerSeat seat, int slot, Events events) {
    this.pool = pool;
    this.crew = crew;
    this.seat = seat;
    this.slot = slot;
    this.events = events;
    this.losses = new Losses(pool.queue());
    this.stopper = new TaskStopper(pool, slot);
    this.silence = new SilenceWatch(pool, slot, pool.silenceLimit());
  }

  @Override
  public String runnerName() {
    Worker at = worker;
    return at == null ? "worker" : at.name();
  }

  @Override
  public void run() {
    seat.recycleIfDue();
    PooledTask<?> task = pool.queue().take();
    while (task != null) {
      boolean alone = task.nextIsLastResort();
      if (alone || seat.tryEnter()) {
        if (alone) {
          seat.enterAlone();
        }
        try {
          serve(task, alone);
        } finally {
          seat.leave(alone);
        }
      } else {
        // Somebody is alone here: the task is for another seat, if one is free.
        pool.queue().addFirst(task);
        seat.awaitEntry();
      }
      seat.recycleIfDue();
      task = pool.queue().take();
    }
  }

  private <T> void serve(PooledTask<T> first, boolean alone) {
    // A listener or a callback may leave an interrupt behind; it would close the channel.
    Thread.interrupted();
    if (!first.take(this)) {
      return;
    }
    Worker at;
    try {
      at = seat.worker();
    } catch (Throwable e) {
      losses.withoutWorker(first, e);
      return;
    }
    if (first.isDone()) {
      return;
    }
    if (at != served) {
      served = at;
      window.newWorker();
    }
    worker = at;
    at.slots().busy();
    silence.begin(at);
    try {
      silence.waits();
      window.send(at.slot(slot), first);
      exchange(at, alone);
    } catch (ProtocolException e) {
      lost(at, "killed: it broke the protocol: " + e.getMessage());
    } catch (IOException e) {
      died(at, () -> crew.bury(at, slot));
    } catch (Throwable e) {
      lost(at, "ended: the pool failed: " + e);
    } finally {
      silence.end();
      worker = null;
      at.slotIdle();
    }
  }

  private void exchange(Worker at, boolean alone) throws IOException {
    FrameChannel channel = at.slot(slot);
    while (!window.isEmpty()) {
      Thread.interrupted();
      if (!alone) {
        topUp(at, channel);
      }
      // Here and not at a task's start: others may be sent behind one that has begun.
      if (window.size() > 1) {
        armWatch();
      }
      silence.waits();
      channel.flush();
      Frame frame = channel.read();
      silence.heard();
      if (frame == null) {
        throw new IOException("worker closed its connection");
      }
      handle(at, frame);
    }
  }

  private void topUp(Worker at, FrameChannel channel) throws IOException {
    if (headStarted && pace.overstays()) {
      return;
    }
    int fair = 1 + pool.queue().size() / pool.parallelism();
    int wanted = pace.window(fair);
    while (window.size() < wanted && !seat.wantsNoMore(at, window.size())) {
      PooledTask<?> next = pool.queue().poll();
      if (next == null) {
        return;
      }
      if (next.nextIsLastResort() || !window.fits(next)) {
        pool.queue().addFirst(next);
        return;
      }
      if (next.take(this)) {
        window.send(channel, next);
      }
    }
  }

  private void handle(Worker at, Frame frame) throws IOException {
    PooledTask<?> head = window.head();
    if (frame.type() == Frame.Type.RETURNED && (head == null || frame.id() != head.id())) {
      returnedUnstarted(frame.id());
      return;
    }
    if (head == null || frame.id() != head.id()) {
      throw new ProtocolException("frame for task " + frame.id() + " (expected: the one in turn)");
    }
    switch (frame.type()) {
      case STARTED -> started(at, head);
      case OUTPUT -> events.taskOutput(at, head, frame);
      case DONE, FAILED -> returned(at, head, frame);
      case RETURNED ->
          throw new ProtocolException("frame: RETURNED (expected: of one behind the first)");
      case HELLO, FUNCTION, FORGET, TASK, INTERRUPT, RECALL, SHUTDOWN ->
          throw new ProtocolException("frame: " + frame.type() + " (expected: a worker's)");
    }
  }

  private void started(Worker at, PooledTask<?> task) throws ProtocolException {
    if (headStarted) {
      throw new ProtocolException("frame: STARTED again (expected: once for a task)");
    }
    headStarted = true;
    pace.started();
    at.slots().started(slot, task);
    if (task.start()) {
      limit = pool.started(task, this);
    } else {
      // Cancelled on the way here, too late to be recalled.
      pool.startedInVain();
      limit = pool.limited(task, this);
      if (task.cancelledByForce()) {
        stop(task);
      }
    }
  }

  private void armWatch() {
    if (watched.compareAndSet(false, true)) {
      pool.timer().after(Pace.RECALL_AFTER, this::watch);
    }
  }

  /** Called by the timer: when a task has run for long, what waits behind it is asked back. */
  private void watch() {
    // First, so that this slot's thread arms the next watch if this one sees it too early.
    watched.set(false);
    Worker at = worker;
    if (at == null) {
      return;
    }
    PooledTask<?> head = at.slots().running(slot);
    boolean asked = head != null && pace.overstays() && at.recall(slot, head, window.waiting());
    if (!asked) {
      armWatch();
    }
  }

  private void returnedUnstarted(long id) {
    PooledTask<?> task = window.remove(id);
    if (task != null) {
      losses.giveBack(task);
    }
  }

  private <T> void returned(Worker at, PooledTask<T> task, Frame frame) {
    at.slots().returned(slot);
    if (headStarted) {
      pace.ended();
    }
    leaveWindow(task);
    task.finishAttempt(task.job().outcome(frame));
  }

  /** The head of the window is over here, one way or another. */
  private void leaveWindow(PooledTask<?> task) {
    if (headStarted) {
      limit.cancel(false);
      pool.stopped();
      headStarted = false;
    }
    window.remove(task.id());
  }

  /** The worker is of no more use, and ended for that. */
  private void lost(Worker at, String why) {
    died(
        at,
        () -> {
          at.end(why, Duration.ZERO);
          return crew.bury(at, slot);
        });
  }

  private void died(Worker at, Supplier<WorkerDeath> burial) {
    boolean wasRunning = headStarted;
    WorkerDeath death = losses.orUnknown(at, burial);
    seat.lost(at);
    PooledTask<?> head = window.head();
    if (head != null) {
      leaveWindow(head);
    }
    // From the back, so that the queue's front has them in their order.
    window.clear().reversed().forEach(losses::giveBack);
    if (head != null && wasRunning) {
      losses.endOrRetry(head, death);
    } else if (head != null) {
      losses.sendAgain(head, death);
    }
  }

  @Override
  public void stop(PooledTask<?> task) {
    Worker at = worker;
    if (at != null) {
      stopper.stop(at, task);
    }
  }
}

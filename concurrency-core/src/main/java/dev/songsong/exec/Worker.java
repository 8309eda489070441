// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A started worker process as its pool sees it.
 *
 * <p>When it dies, every slot that has work in it reads its connection to the end first: only then
 * is it known which task each slot was running, and the deaths can name their companions.
 */
final class Worker {
  private static final Duration END_PATIENCE = Duration.ofSeconds(2);
  private static final long DRAIN_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final WorkerProcess process;
  private final Hub.Connections connections;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drainedOne = lock.newCondition();
  // All guarded by lock. running holds each slot's started task, or null.
  private final @Nullable PooledTask<?>[] running;
  private int busySlots;
  private int drainedSlots;
  private int tasksDone;
  private String reason = "";
  private boolean expectedEnd;
  private @Nullable WorkerDeath death;

  Worker(String name, WorkerProcess process, Hub.Connections connections) {
    this.name = name;
    this.process = process;
    this.connections = connections;
    this.running = new PooledTask<?>[connections.slots().length];
  }

  String name() {
    return name;
  }

  long pid() {
    return connections.pid();
  }

  FrameChannel slot(int index) {
    return connections.slots()[index];
  }

  boolean alive() {
    return process.alive();
  }

  int tasksDone() {
    lock.lock();
    try {
      return tasksDone;
    } finally {
      lock.unlock();
    }
  }

  long residentMiB() {
    return ResidentMemory.ofProcess(pid());
  }

  /**
   * Has each slot run a small task, so that the worker has loaded its classes before it is needed;
   * called before any slot is in use.
   *
   * @throws IOException if the worker dies of it
   */
  void rehearse(Job<?> task) throws IOException {
    for (FrameChannel slot : connections.slots()) {
      new FunctionsSent().send(slot, task);
      slot.put(new Frame(Frame.Type.TASK, 0, task.functionId(), task.bytes()));
      slot.flush();
    }
    for (FrameChannel slot : connections.slots()) {
      Frame frame = slot.read();
      while (frame != null && frame.type() != Frame.Type.DONE) {
        frame = slot.read();
      }
      if (frame == null) {
        throw new IOException("worker closed its connection");
      }
    }
  }

  /** Keeps a line that a task wrote to standard error. */
  void remember(String line) {
    process.remember(line);
  }

  void onExit(Runnable action) {
    process.onExit(action);
  }

  // What a slot says of itself.

  void slotBusy() {
    lock.lock();
    try {
      busySlots++;
    } finally {
      lock.unlock();
    }
  }

  void slotIdle() {
    lock.lock();
    try {
      busySlots--;
      drainedOne.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void taskStarted(int slot, PooledTask<?> task) {
    lock.lock();
    try {
      running[slot] = task;
    } finally {
      lock.unlock();
    }
  }

  void taskReturned(int slot) {
    lock.lock();
    try {
      running[slot] = null;
      tasksDone++;
    } finally {
      lock.unlock();
    }
  }

  boolean isRunning(int slot, PooledTask<?> task) {
    lock.lock();
    try {
      return running[slot] == task;
    } finally {
      lock.unlock();
    }
  }

  // Ending it.

  /** Asks the task's thread in the worker to stop. */
  void interrupt(int slot, PooledTask<?> task) {
    control(new Frame(Frame.Type.INTERRUPT, task.id(), slot, Frame.EMPTY));
  }

  private void control(Frame frame) {
    lock.lock();
    try {
      connections.control().put(frame);
      connections.control().flush();
    } catch (IOException e) {
      // It is dead already; its slots will say so.
    } finally {
      lock.unlock();
    }
  }

  /** Ends the process for this reason: TERM, and KILL after the grace, each to its whole tree. */
  void end(String why, Duration grace) {
    lock.lock();
    try {
      if (!reason.isEmpty()) {
        return;
      }
      reason = why;
    } finally {
      lock.unlock();
    }
    process.stop(grace);
  }

  /** Asks an idle worker to end; {@link #awaitRetired} sees to it. */
  void retire() {
    lock.lock();
    try {
      expectedEnd = true;
    } finally {
      lock.unlock();
    }
    control(Frame.of(Frame.Type.SHUTDOWN, 0));
  }

  /** Waits for a retired worker's end, and enforces it after the grace. */
  void awaitRetired(Duration grace) {
    if (!process.awaitExit(grace)) {
      process.kill();
      process.awaitExit(END_PATIENCE);
    }
    connections.close();
  }

  boolean expectedEnd() {
    lock.lock();
    try {
      return expectedEnd;
    } finally {
      lock.unlock();
    }
  }

  /** How it died, without companions; waits for the process's end and enforces it. */
  WorkerDeath death() {
    if (!process.awaitExit(END_PATIENCE)) {
      end("killed: it closed its connection", Duration.ZERO);
      process.awaitExit(END_PATIENCE);
    }
    lock.lock();
    try {
      if (death == null) {
        connections.close();
        death = process.death(pid(), reason);
      }
      return death;
    } finally {
      lock.unlock();
    }
  }

  /** How it died, told to a slot that has read all its connection had to say. */
  WorkerDeath deathFor(int slot) {
    WorkerDeath cause = death();
    lock.lock();
    try {
      drainedSlots++;
      drainedOne.signalAll();
      long left = DRAIN_PATIENCE_NANOS;
      while (drainedSlots < busySlots && left > 0) {
        left = drainedOne.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return cause.withCompanions(companions(slot));
  }

  private List<Long> companions(int slot) {
    lock.lock();
    try {
      var others = new ArrayList<Long>();
      for (int i = 0; i < running.length; i++) {
        PooledTask<?> task = running[i];
        if (i != slot && task != null) {
          others.add(task.id());
        }
      }
      return others;
    } finally {
      lock.unlock();
    }
  }
}

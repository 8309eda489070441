// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
  private static final long RESIDENT_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String name;
  private final WorkerProcess process;
  private final Hub.Connections connections;
  private final ReentrantLock lock = new ReentrantLock();
  private final SlotBoard slots;
  // All guarded by lock.
  private String reason = "";
  private boolean expectedEnd;
  private boolean doomed;
  private long residentMiB = -1;
  private long residentReadAt = System.nanoTime();
  private @Nullable WorkerDeath death;

  Worker(String name, WorkerProcess process, Hub.Connections connections) {
    this.name = name;
    this.process = process;
    this.connections = connections;
    this.slots = new SlotBoard(connections.slots().length);
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

  /** Whether tasks may be sent to it. */
  boolean alive() {
    return process.alive() && !doomed();
  }

  boolean doomed() {
    lock.lock();
    try {
      return doomed;
    } finally {
      lock.unlock();
    }
  }

  /** Who is busy here, and with what. */
  SlotBoard slots() {
    return slots;
  }

  /** Its resident memory in MiB as it was a moment ago, or -1 when unknown. */
  long residentMiB() {
    lock.lock();
    try {
      long now = System.nanoTime();
      if (now - residentReadAt <= RESIDENT_AGE_NANOS) {
        return residentMiB;
      }
      // The others are content with the old figure while this thread reads a new one.
      residentReadAt = now;
    } finally {
      lock.unlock();
    }
    long now = ResidentMemory.ofProcess(pid());
    lock.lock();
    try {
      residentMiB = now;
      return now;
    } finally {
      lock.unlock();
    }
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
      while (frame != null && frame.type() == Frame.Type.STARTED) {
        frame = slot.read();
      }
      if (frame == null || frame.type() != Frame.Type.DONE) {
        throw new IOException("worker did not rehearse (expected: one task done)");
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

  /** Asks the task's thread in the worker to stop. */
  void interrupt(int slot, PooledTask<?> task) {
    connections.control().interrupt(slot, task.id());
  }

  /**
   * Asks back the tasks behind the one that runs.
   *
   * @return false if it is worth another try
   */
  boolean recall(int slot, PooledTask<?> behind, long[] ids) {
    return connections.control().recall(slot, behind.id(), ids);
  }

  /** Asks back a task that has not begun; in vain if it begins meanwhile. */
  void recallOne(int slot, PooledTask<?> task) {
    PooledTask<?> head = slots.running(slot);
    if (head != null) {
      recall(slot, head, new long[] {task.id()});
    }
  }

  /**
   * Marks the worker to be ended if the task still runs in the slot, or with null if none does; no
   * slot sends it anything from then on.
   *
   * @return whether the caller shall end it
   */
  boolean doom(int slot, @Nullable PooledTask<?> task, String why) {
    lock.lock();
    try {
      if (slots.running(slot) != task || doomed) {
        return false;
      }
      doomed = true;
      reason = why;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #stop}, for the timer, which must not wait for the process's end. */
  void stopSoon(Pool pool) {
    try {
      pool.startThread("end-" + name, () -> stop(pool.killGrace()));
    } catch (OutOfMemoryError e) {
      // No thread to be had: late timers are better than a worker that nobody ends.
      stop(pool.killGrace());
    }
  }

  /** Ends the process: TERM, and KILL after the grace, each to its whole tree. */
  void stop(Duration grace) {
    process.stop(grace);
  }

  /** Ends the process for this reason. */
  void end(String why, Duration grace) {
    lock.lock();
    try {
      doomed = true;
      reason = reason.isEmpty() ? why : reason;
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
    connections.control().shutdown();
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
    WorkerDeath known;
    lock.lock();
    try {
      if (death == null) {
        death = process.death(pid(), reason);
      }
      known = death;
    } finally {
      lock.unlock();
    }
    closeIfDrained();
    return known;
  }

  /** A slot has no more work here. */
  void slotIdle() {
    slots.idle();
    closeIfDrained();
  }

  /** A dead worker's slots are closed once all have read what it left. */
  private void closeIfDrained() {
    boolean drained;
    lock.lock();
    try {
      drained = death != null && slots.allIdle();
    } finally {
      lock.unlock();
    }
    if (drained) {
      connections.close();
    }
  }

  /** How it died, told to a slot that has read all its connection had to say. */
  WorkerDeath deathFor(int slot) {
    return death().withCompanions(slots.companionsWhenDrained(slot));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a worker: reads a task, runs it, writes how it ended, and so on until the pool
 * closes.
 */
final class WorkerSlot implements Runnable {
  /** The exit code of a worker one of whose slots can't go on. */
  static final int BROKEN = 114;

  private static final long NONE = -1;

  private final FrameChannel channel;
  private final List<String> packages;
  private final List<TaskOutput> streams;
  // Both used by this slot's thread only.
  private final Map<Integer, byte[]> functions = new HashMap<>();
  private final Map<Integer, Loaded> loaded = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  // Written by this slot's thread under lock, read by it freely, by others under lock: an
  // interrupt must hit this task, never the next one or the channel's I/O.
  private long current = NONE;
  // guarded by lock: tasks given back that are still to come out of the channel
  private final Set<Long> recalled = new HashSet<>();
  // guarded by lock; set once
  private @Nullable Thread thread;

  /** Work as an object, with the filter for its items and results. */
  private record Loaded(Object work, ShipFilter filter) {}

  WorkerSlot(FrameChannel channel, List<String> packages, List<TaskOutput> streams) {
    this.channel = channel;
    this.packages = packages;
    this.streams = streams;
  }

  @Override
  public void run() {
    TaskOutput.bind(this);
    lock.lock();
    try {
      thread = Thread.currentThread();
    } finally {
      lock.unlock();
    }
    try {
      Frame frame = channel.read();
      while (frame != null) {
        handle(frame);
        flushUnlessMore();
        frame = channel.read();
      }
    } catch (ClosedChannelException e) {
      // By close(): the worker is retired.
    } catch (Throwable e) {
      // Without this thread the pool would wait for its task for ever: the whole worker ends
      // instead, even if printing fails, which goes through this slot.
      try {
        System.err.println("worker slot: " + e);
      } finally {
        Runtime.getRuntime().halt(BROKEN);
      }
    }
  }

  private void handle(Frame frame) throws IOException {
    switch (frame.type()) {
      case FUNCTION -> functions.put(frame.extra(), frame.payload());
      case FORGET -> {
        functions.remove(frame.extra());
        loaded.remove(frame.extra());
      }
      case TASK -> runTask(frame);
      case HELLO, STARTED, OUTPUT, DONE, FAILED, RETURNED, INTERRUPT, RECALL, SHUTDOWN ->
          throw new IOException("frame: " + frame.type() + " (expected: a task or a function)");
    }
  }

  private void runTask(Frame task) throws IOException {
    if (!begin(task.id())) {
      return;
    }
    Frame reply = replyTo(task);
    setCurrent(NONE);
    send(reply, false);
  }

  /**
   * Sends the last reply, unless the next task is at hand: then it travels with that one's STARTED.
   */
  private void flushUnlessMore() throws IOException {
    lock.lock();
    try {
      if (!channel.frameBuffered()) {
        channel.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Says STARTED; false when the task has been recalled. */
  private boolean begin(long id) throws IOException {
    lock.lock();
    try {
      if (recalled.remove(id)) {
        return false;
      }
      // Before STARTED goes out: an interrupt that answers it must find the task.
      setCurrent(id);
      send(Frame.of(Frame.Type.STARTED, id), true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts a frame out; without {@code now} it travels with the next one.
   *
   * <p>It writes under the lock, against the rule: the control thread writes here too, and an
   * interrupt within a channel's write would close the channel. Held back, the interrupt strikes
   * right after.
   */
  private void send(Frame frame, boolean now) throws IOException {
    lock.lock();
    boolean interrupted = Thread.interrupted();
    try {
      channel.put(frame);
      if (now) {
        channel.flush();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      lock.unlock();
    }
  }

  private Frame replyTo(Frame task) {
    ShipFilter filter = null;
    try {
      Loaded work = load(task);
      filter = work.filter();
      Object value = call(work, task);
      finishLines();
      return new Frame(Frame.Type.DONE, task.id(), 0, Wire.encode(value, filter));
    } catch (NotShippableException e) {
      var message = new NotShippableException("result or task: " + e.getMessage(), e.getCause());
      return failed(task, message, filter);
    } catch (Throwable error) {
      return failed(task, error, filter);
    }
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Object call(Loaded work, Frame task) throws Exception {
    if (task.extra() == 0) {
      return ((RemoteCallable<Object>) work.work()).call();
    }
    if (work.work() instanceof LambdaForm form) {
      return ((RemoteCallable<Object>) form.again(task.payload(), work.filter())).call();
    }
    Object item = Wire.decode(task.payload(), work.filter(), ClassLoader.getSystemClassLoader());
    return ((RemoteFunction<Object, Object>) work.work()).apply(item);
  }

  private Loaded load(Frame task) throws IOException, ClassNotFoundException {
    if (task.extra() == 0) {
      return load(task.payload());
    }
    Loaded known = loaded.get(task.extra());
    if (known == null) {
      byte[] encoded = functions.get(task.extra());
      if (encoded == null) {
        throw new IllegalStateException(
            "function: " + task.extra() + " (expected: sent before its items)");
      }
      known = load(encoded);
      loaded.put(task.extra(), known);
    }
    return known;
  }

  private Loaded load(byte[] encoded) throws IOException, ClassNotFoundException {
    var bytes = ByteBuffer.wrap(encoded);
    byte[] name = new byte[bytes.getInt()];
    bytes.get(name);
    byte[] value = new byte[bytes.remaining()];
    bytes.get(value);
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    Class<?> anchor = Class.forName(new String(name, StandardCharsets.UTF_8), false, loader);
    var filter = new ShipFilter(anchor, packages);
    Object work =
        value[0] == Wire.FORM
            ? LambdaForm.decode(value, anchor, filter)
            : Wire.decode(value, filter, loader);
    if (work == null) {
      throw new IllegalStateException("work: null (expected: a callable or a function)");
    }
    return new Loaded(work, filter);
  }

  private Frame failed(Frame task, Throwable error, @Nullable ShipFilter filter) {
    ShipFilter rule = filter == null ? new ShipFilter(WorkerSlot.class, List.of()) : filter;
    byte[] encoded;
    try {
      finishLines();
      encoded = Wire.encode(error, rule);
    } catch (Throwable e) {
      // The exception's own code may fail in any way when it is written.
      encoded = Wire.encode(RemoteFailure.standingFor(error), rule);
    }
    return new Frame(Frame.Type.FAILED, task.id(), 0, encoded);
  }

  private void finishLines() throws IOException {
    for (TaskOutput stream : streams) {
      stream.finishLine();
    }
  }

  /** Sends a line that the current task printed; called by this slot's thread. */
  void output(boolean stderr, byte[] text) throws IOException {
    send(new Frame(Frame.Type.OUTPUT, current, stderr ? 1 : 0, text), true);
  }

  private void setCurrent(long id) {
    lock.lock();
    try {
      current = id;
      // Whatever interrupt was meant for the task before is over: the channel must not see it.
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Ends this slot's thread, if it is idle; called by the control thread. */
  void close() throws IOException {
    channel.close();
  }

  /** Gives back tasks that wait behind the one that runs; called by the control thread. */
  void recall(long running, byte[] ids) throws IOException {
    lock.lock();
    try {
      if (current != running) {
        // It has ended meanwhile: those behind it may be under way.
        return;
      }
      var each = ByteBuffer.wrap(ids).asLongBuffer();
      while (each.hasRemaining()) {
        long id = each.get();
        // Asked twice it is given back once: nothing is sent again while its first sending is here.
        if (recalled.add(id)) {
          send(Frame.of(Frame.Type.RETURNED, id), false);
        }
      }
      channel.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the task if it is the one that runs; called by the control thread. */
  void interrupt(long id) {
    lock.lock();
    try {
      if (current == id && thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that one slot has sent and that have not come back, in their order.
 *
 * <p>Changed by the slot's thread only; {@link #waiting} may be called by any.
 */
final class Window {
  // Below the default buffer of a Unix socket (208 KiB on Linux), which also counts its
  // bookkeeping.
  private static final int MAX_BYTES = 64 * 1024;

  private final ConcurrentLinkedDeque<Sent> sent = new ConcurrentLinkedDeque<>();
  private FunctionsSent functions = new FunctionsSent();
  private int size;
  private int bytes;

  /** A task on the way, and what the channel may hold on its account. */
  private static final class Sent {
    private final PooledTask<?> task;
    // Used by the slot's thread only.
    private int bytes;

    Sent(PooledTask<?> task, int bytes) {
      this.task = task;
      this.bytes = bytes;
    }
  }

  /** Forgets what the last worker knew. */
  void newWorker() {
    functions = new FunctionsSent();
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  @Nullable PooledTask<?> head() {
    Sent first = sent.peekFirst();
    return first == null ? null : first.task;
  }

  /** Whether the task can be sent without the risk of blocking; the first one always can. */
  boolean fits(PooledTask<?> task) {
    long more = (long) task.job().bytes().length + functions.missingBytes(task.job());
    return isEmpty() || bytes + more <= MAX_BYTES;
  }

  void send(FrameChannel channel, PooledTask<?> task) throws IOException {
    Job<?> job = task.job();
    int cost = functions.missingBytes(job) + job.bytes().length;
    sent.addLast(new Sent(task, cost));
    size++;
    bytes += cost;
    functions.send(channel, job);
    channel.put(new Frame(Frame.Type.TASK, task.id(), job.functionId(), job.bytes()));
  }

  /**
   * Takes the task out; null when it isn't in.
   *
   * <p>One that is given back from behind another is still in the channel. Its bytes are the other
   * one's from then on: the worker reads them when it is done with that.
   */
  @Nullable PooledTask<?> remove(long id) {
    Sent before = null;
    for (Sent entry : sent) {
      if (entry.task.id() == id) {
        sent.remove(entry);
        size--;
        if (before == null) {
          bytes -= entry.bytes;
        } else {
          before.bytes += entry.bytes;
        }
        return entry.task;
      }
      before = entry;
    }
    return null;
  }

  /** Takes all out, in their order. */
  List<PooledTask<?>> clear() {
    var tasks = new ArrayList<PooledTask<?>>();
    sent.forEach(entry -> tasks.add(entry.task));
    sent.clear();
    size = 0;
    bytes = 0;
    return tasks;
  }

  /** The ids of all but the first, from the back: put to the queue's front, they stand in order. */
  long[] waiting() {
    long[] ids = sent.stream().skip(1).mapToLong(entry -> entry.task.id()).toArray();
    return LongStream.range(0, ids.length).map(i -> ids[ids.length - 1 - (int) i]).toArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A worker's control connection, on which its pool says what it wishes beside the tasks.
 *
 * <p>Thread-safe. Nobody ever waits here, though the worker may be stopped and read nothing for
 * hours: what finds no room is dropped. So each wish needs a second way: an interrupt and a
 * shutdown are enforced after a grace, a recall is repeated or only costs a task its place.
 */
final class ControlLine implements Closeable {
  private final FrameChannel channel;
  private final ReentrantLock lock = new ReentrantLock();

  private ControlLine(FrameChannel channel) {
    this.channel = channel;
  }

  /** The line over a connection on which the worker has said who it is. */
  static ControlLine over(SocketChannel socket) throws IOException {
    socket.configureBlocking(false);
    return new ControlLine(new FrameChannel(socket));
  }

  /** Asks the task's thread in the worker to stop. */
  void interrupt(int slot, long task) {
    say(new Frame(Frame.Type.INTERRUPT, task, slot, Frame.EMPTY));
  }

  /**
   * Asks back the tasks with these ids, while the one that they wait behind runs.
   *
   * @return whether the worker can read it; else it is worth another try
   */
  boolean recall(int slot, long running, long[] ids) {
    var payload = ByteBuffer.allocate(ids.length * Long.BYTES);
    payload.asLongBuffer().put(ids);
    return say(new Frame(Frame.Type.RECALL, running, slot, payload.array()));
  }

  /** Asks the worker to end when it is idle. */
  void shutdown() {
    say(Frame.of(Frame.Type.SHUTDOWN, 0));
  }

  /** Writes under the lock, since two frames must not mix; but never waits there. */
  private boolean say(Frame frame) {
    lock.lock();
    // The caller's interrupt is not for this channel, which it would close.
    boolean interrupted = Thread.interrupted();
    try {
      return channel.offer(frame);
    } catch (IOException e) {
      // It is dead already; its slots will say so.
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

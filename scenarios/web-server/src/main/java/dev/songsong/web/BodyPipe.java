// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way from the event loop to the handler's thread.
 *
 * <p>When more waits than the reader takes, the loop stops reading from the socket, so that the
 * client is slowed down by TCP's or HTTP/2's own window. The buffers belong to the pipe from {@link
 * #offer} until {@link #take}; {@link #discard} frees what nobody will take.
 */
final class BodyPipe {
  private static final int FULL = 128 << 10;
  private static final int LOW = 32 << 10;

  /** Who stops and resumes reading from the client; called by the loop and by the reader. */
  interface Valve {
    /** On the loop. */
    void full();

    /** On any thread. */
    void low();
  }

  private final @Nullable Valve valve; // none if all is kept until it is complete
  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<ByteBuf> waiting = new ArrayDeque<>(); // guarded by lock
  private long waitingBytes; // guarded by lock
  private boolean complete; // guarded by lock
  private boolean discarded; // guarded by lock
  private boolean paused; // guarded by lock
  private @Nullable Exception failure; // guarded by lock
  private long received; // the loop's

  /**
   * A pipe.
   *
   * @param limit the most bytes
   * @param valve closed while too much waits; none if nobody takes before all has come
   */
  BodyPipe(long limit, @Nullable Valve valve) {
    this.limit = limit;
    this.valve = valve;
  }

  /** Loop: more has come. False if that was too much, which the reader is told. */
  boolean offer(ByteBuf bytes) {
    received += bytes.readableBytes();
    if (received > limit) {
      bytes.release();
      fail(tooLarge(limit));
      return false;
    }
    lock.lock();
    try {
      if (discarded || !bytes.isReadable()) {
        bytes.release();
        return true;
      }
      waiting.add(bytes);
      waitingBytes += bytes.readableBytes();
      if (valve != null && !paused && waitingBytes > FULL) {
        paused = true;
        valve.full();
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    return true;
  }

  static HttpException tooLarge(long limit) {
    return HttpException.of(413, "body: too large (expected: <= " + limit + " bytes)");
  }

  /** Loop: that was all. */
  void complete() {
    lock.lock();
    try {
      complete = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Loop: no more will come, and it is not whole. */
  void fail(Exception why) {
    lock.lock();
    try {
      if (!complete && failure == null) {
        failure = why;
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How much has come; the loop's. */
  long received() {
    return received;
  }

  /**
   * Reader: the next bytes, to be released by the caller; null at the end.
   *
   * @throws HttpException if there are too many
   * @throws IOException if the client left or stalled, or this thread was interrupted
   */
  @Nullable ByteBuf take() throws IOException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !complete && failure == null) {
        changed.await();
      }
      if (failure instanceof HttpException refused) {
        throw refused;
      }
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      ByteBuf next = waiting.poll();
      if (next != null) {
        waitingBytes -= next.readableBytes();
        resume();
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("body: interrupted (expected: read to its end)", e);
    } finally {
      lock.unlock();
    }
  }

  private void resume() {
    if (valve != null && paused && waitingBytes < LOW) {
      paused = false;
      valve.low();
    }
  }

  /** Either: nobody takes any more. */
  void discard() {
    lock.lock();
    try {
      discarded = true;
      waiting.forEach(ByteBuf::release);
      waiting.clear();
      waitingBytes = 0;
      resume();
    } finally {
      lock.unlock();
    }
  }
}

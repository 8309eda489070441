// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
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

  /** Pieces below this are put together: a body may come byte by byte, each in a buffer. */
  private static final int SMALL = 1 << 10;

  private static final int TOGETHER = 8 << 10;

  /** Who stops and resumes reading from the client; called without the pipe's lock. */
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
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(2); // guarded by lock
  private boolean lastIsOurs; // of those that wait: there is place at its end; guarded by lock
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
    if (keep(bytes) && valve != null) {
      valve.full();
    }
    return true;
  }

  /** Whether that made too much wait. */
  private boolean keep(ByteBuf bytes) {
    int size = bytes.readableBytes();
    lock.lock();
    try {
      if (discarded || size == 0) {
        bytes.release();
        return false;
      }
      append(bytes, size);
      waitingBytes += size;
      changed.signal();
      boolean full = valve != null && !paused && waitingBytes > FULL;
      paused |= full;
      return full;
    } finally {
      lock.unlock();
    }
  }

  private void append(ByteBuf bytes, int size) {
    ByteBuf last = waiting.peekLast();
    if (last == null || size >= SMALL) {
      waiting.add(bytes);
      lastIsOurs = false;
      return;
    }
    if (!lastIsOurs || last.writableBytes() < size) {
      last = bytes.alloc().buffer(TOGETHER, TOGETHER);
      waiting.add(last);
      lastIsOurs = true;
    }
    last.writeBytes(bytes);
    bytes.release();
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

  /** Whether so much waits that no more is wanted. */
  boolean paused() {
    lock.lock();
    try {
      return paused;
    } finally {
      lock.unlock();
    }
  }

  /** Reader: whether {@link #take} would wait for the client. */
  boolean isDry() {
    lock.lock();
    try {
      return dry();
    } finally {
      lock.unlock();
    }
  }

  private boolean dry() {
    return waiting.isEmpty() && !complete && failure == null;
  }

  /**
   * Reader: the next bytes, to be released by the caller; null at the end.
   *
   * @throws HttpException if there are too many
   * @throws IOException if the client left or stalled, or this thread was interrupted
   */
  @Nullable ByteBuf take() throws IOException {
    ByteBuf next;
    boolean low;
    lock.lock();
    try {
      awaitChange();
      next = waiting.poll();
      waitingBytes -= next == null ? 0 : next.readableBytes();
      low = becameLow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("body: interrupted (expected: read to its end)", e);
    } finally {
      lock.unlock();
    }
    if (low && valve != null) {
      valve.low();
    }
    return next;
  }

  private void awaitChange() throws InterruptedException, IOException {
    while (dry()) {
      changed.await();
    }
    switch (failure) {
      case null -> {}
      case HttpException refused -> throw refused;
      case Exception other -> throw new IOException(other.getMessage(), other);
    }
  }

  private boolean becameLow() {
    boolean low = paused && waitingBytes < LOW;
    paused &= !low;
    return low;
  }

  /** Either: nobody takes any more. */
  void discard() {
    boolean low;
    lock.lock();
    try {
      discarded = true;
      if (failure == null && !(complete && waiting.isEmpty())) {
        // Whoever reads on must not take what it has for the whole.
        failure = new IOException("body: thrown away (expected: read before the answer)");
      }
      waiting.forEach(ByteBuf::release);
      waiting.clear();
      waitingBytes = 0;
      low = becameLow();
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (low && valve != null) {
      valve.low();
    }
  }
}

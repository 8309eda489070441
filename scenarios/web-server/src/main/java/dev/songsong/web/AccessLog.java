// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Loops put lines into a queue; one thread empties it ten times a second, or when it is half full,
 * and writes what it finds at once. A loop never waits: neither for a lock nor for the disk. When
 * the disk does not keep up the queue is full, lines are dropped, and the next line that gets
 * through is preceded by one that says how many are missing.
 */
/**
 * Leaves a line for each answer in a file that other processes append to as well.
 *
 * <p>Thread-safe, except {@link #start} and {@link #close}.
 */
final class AccessLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  /** What may wait, in bytes: about 20,000 usual lines. */
  static final long MOST_WAITING = 4 << 20;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int BATCH = 64 << 10;
  private static final long END_MILLIS = 2_000;

  private final Path path;
  private final Clock clock;
  private final Queue<AccessLine> queue = new ConcurrentLinkedQueue<>();
  // Bytes in the queue; may pass the limit by a line for each loop.
  private final AtomicLong waiting = new AtomicLong();
  private final LongAdder dropped = new LongAdder(); // by loops and the writer
  private final Thread writer;
  private volatile boolean closed;
  // The writer's.
  private final LogFile file;
  private final CombinedFormat format = new CombinedFormat();
  private final StringBuilder batch = new StringBuilder(BATCH);
  private long told; // dropped lines that the file tells of
  private boolean failing;

  AccessLog(Path path, Clock clock) {
    this.path = path;
    this.clock = clock;
    this.file = new LogFile(path);
    this.writer = Thread.ofPlatform().daemon().name("web-access-log").unstarted(this::write);
  }

  void start() {
    writer.start();
  }

  /** Loop: a request was answered, or broken off. */
  void add(Exchange exchange, int status, long bytes) {
    if (waiting.get() >= MOST_WAITING) {
      dropped.increment();
    } else {
      add(AccessLine.of(exchange, status, bytes, clock.millis()));
    }
  }

  private void add(AccessLine line) {
    long now = waiting.addAndGet(line.size());
    queue.add(line);
    if (now >= MOST_WAITING / 2 && now - line.size() < MOST_WAITING / 2) {
      LockSupport.unpark(writer);
    }
  }

  /** Lines that were lost so far. */
  long dropped() {
    return dropped.sum();
  }

  private void write() {
    while (!closed) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
      writeWaiting();
    }
    // What came before the end, and once only: a disk that is full must not hold the end up.
    writeWaiting();
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("accessLog: {}: not closed", path, e);
    }
  }

  private void writeWaiting() {
    while (!queue.isEmpty() || !failing && dropped.sum() > told) {
      long lost = dropped.sum();
      if (lost > told) {
        format.append(batch, AccessLine.lost(lost - told, clock.millis()));
      }
      int lines = takeBatch();
      ByteBuffer bytes = ByteBuffer.wrap(batch.toString().getBytes(StandardCharsets.US_ASCII));
      batch.setLength(0);
      try {
        file.append(bytes);
        told = lost;
        if (failing) {
          failing = false;
          LOG.warn("accessLog: {}: written again, {} lines dropped so far", path, dropped());
        }
      } catch (IOException e) {
        failed(e, bytes, lines, lost);
      }
    }
  }

  private int takeBatch() {
    int lines = 0;
    while (batch.length() < BATCH) {
      AccessLine line = queue.poll();
      if (line == null) {
        break;
      }
      waiting.addAndGet(-line.size());
      format.append(batch, line);
      lines++;
    }
    return lines;
  }

  /** What is not in the file is lost: to keep it would only move the loss to what comes after. */
  private void failed(IOException e, ByteBuffer bytes, int lines, long lost) {
    int missing = 0;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      missing += bytes.get(i) == '\n' ? 1 : 0;
    }
    if (bytes.position() > 0 && missing <= lines) {
      told = lost;
    }
    dropped.add(Math.min(missing, lines));
    if (!failing) {
      failing = true;
      LOG.warn("accessLog: {}: lines are dropped (expected: room and the right to write)", path, e);
    }
  }

  /** Writes what waits, in bounded time. Idempotent. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests at a constant rate, whether or not those before are answered. Each latency counts from
 * when its request <em>should</em> have been sent: a server that stops for a second is late for all
 * that were due in that second. It keeps account of its own lateness too.
 *
 * <p>Of one thread, which never waits in the kernel while something is due.
 */
final class OpenLoop implements AutoCloseable {
  private static final long MOST = TimeUnit.SECONDS.toNanos(60);
  private static final long LAST_ANSWERS = TimeUnit.SECONDS.toNanos(5);
  private static final int CONNECTIONS = 128;
  private static final long NAP_NANOS = 50_000;

  private final int port;
  private final String path;
  private final boolean naps;
  private final Selector selector = Selector.open();
  private final Deque<LoadConnection> idle = new ArrayDeque<>();
  private Histogram latency = histogram();
  private Histogram lateness = histogram();
  private long answered;
  private long right;

  /**
   * What came of it.
   *
   * @param latency in nanoseconds, from the intended start to the answer's last byte
   * @param lateness in nanoseconds, from the intended start to the sending, where a connection was
   *     free
   * @param due how many requests
   * @param right how many were answered, and right
   */
  record Result(Histogram latency, Histogram lateness, long due, long right) {}

  /** Connects; with {@code naps} it leaves its core to others when nothing is due for a while. */
  OpenLoop(int port, String path, boolean naps) throws IOException {
    this.port = port;
    this.path = path;
    this.naps = naps;
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        connect();
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void connect() throws IOException {
    var connection = new LoadConnection(port, path);
    connection.register(selector);
    idle.add(connection);
  }

  /** Sends so many a second for so long, and waits for the last answers. */
  Result run(double perSecond, Duration time) throws IOException {
    latency = histogram();
    lateness = histogram();
    answered = 0;
    right = 0;
    long due = Math.round(perSecond * time.toNanos() / 1e9);
    double period = 1e9 / perSecond;
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    long end = start + time.toNanos() + LAST_ANSWERS;
    long sent = 0;
    long now = System.nanoTime();
    while (answered < due && now < end) {
      boolean waited = idle.isEmpty();
      while (sent < due && start + (long) (sent * period) <= now && !idle.isEmpty()) {
        send(start + (long) (sent * period), waited);
        sent++;
        now = System.nanoTime();
      }
      int events = selector.selectNow(this::look);
      now = System.nanoTime();
      if (naps && events == 0 && start + (long) (sent * period) - now > NAP_NANOS) {
        LockSupport.parkNanos(NAP_NANOS / 2);
      }
    }
    return new Result(latency, lateness, due, right);
  }

  private void send(long intended, boolean waited) throws IOException {
    LoadConnection connection = idle.remove();
    if (!waited) {
      lateness.recordValue(bounded(System.nanoTime() - intended));
    }
    try {
      connection.send(intended);
    } catch (IOException e) {
      replace(connection, true);
    }
  }

  private void look(SelectionKey key) {
    var connection = (LoadConnection) key.attachment();
    long intended = connection.intended();
    try {
      switch (connection.look()) {
        case WAITS -> {}
        case RIGHT -> {
          latency.recordValue(bounded(System.nanoTime() - intended));
          answered++;
          right++;
          idle.add(connection);
        }
        case WRONG -> replace(connection, true);
      }
    } catch (IOException e) {
      replace(connection, intended != LoadConnection.IDLE);
    }
  }

  /** A connection that can't be used again; a request under way on it has failed. */
  private void replace(LoadConnection broken, boolean asked) {
    if (asked) {
      answered++;
    } else {
      idle.remove(broken);
    }
    try {
      broken.close();
      connect();
    } catch (IOException e) {
      // One fewer: what is due then waits for the others, and counts from when it was due.
    }
  }

  private static Histogram histogram() {
    return new Histogram(MOST, 3);
  }

  private static long bounded(long nanos) {
    return Math.clamp(nanos, 0, MOST);
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}

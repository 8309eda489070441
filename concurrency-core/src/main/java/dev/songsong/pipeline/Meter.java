// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one thread of a stage has done and waited for.
 *
 * <p>Written by that thread, read by any. Only waits are timed, and they are rare when work is
 * plenty; busy is what is left. The writes are opaque: cheap, and read a little late.
 */
final class Meter {
  static final int BUSY = 0;
  static final int WAITING = 1;
  static final int BLOCKED = 2;

  private final AtomicLong in = new AtomicLong();
  private final AtomicLong out = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong waited = new AtomicLong();
  private final AtomicLong blocked = new AtomicLong();
  // When the present wait began; read with doing.
  private final AtomicLong since = new AtomicLong();
  private volatile int doing = BUSY;

  private static void add(AtomicLong counter, long n) {
    counter.setOpaque(counter.getPlain() + n);
  }

  void in(int n) {
    add(in, n);
  }

  void out(int n) {
    add(out, n);
  }

  void failed() {
    add(failed, 1);
  }

  /** The thread begins to wait for input. */
  long waits() {
    return begin(WAITING);
  }

  /** The thread begins to wait for room in the next queue. */
  long blocks() {
    return begin(BLOCKED);
  }

  private long begin(int what) {
    long now = System.nanoTime();
    since.setOpaque(now);
    doing = what;
    return now;
  }

  void waitedSince(long start) {
    doing = BUSY;
    add(waited, System.nanoTime() - start);
  }

  void blockedSince(long start) {
    doing = BUSY;
    add(blocked, System.nanoTime() - start);
  }

  long ins() {
    return in.getOpaque();
  }

  long outs() {
    return out.getOpaque();
  }

  long failures() {
    return failed.getOpaque();
  }

  /** Time spent so far waiting for input, a wait that goes on included. */
  long waitedNanos(long now) {
    return waited.getOpaque() + (doing == WAITING ? Math.max(0, now - since.getOpaque()) : 0);
  }

  /** Time spent so far waiting for room, a wait that goes on included. */
  long blockedNanos(long now) {
    return blocked.getOpaque() + (doing == BLOCKED ? Math.max(0, now - since.getOpaque()) : 0);
  }
}

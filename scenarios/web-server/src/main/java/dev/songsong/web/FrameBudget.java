// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.util.concurrent.TimeUnit;

/**
 * What the frames of one HTTP/2 connection may cost beside its requests, in windows of ten seconds.
 * The event loop's.
 *
 * <p>Streams that the client breaks off, by a reset or by an error of its own, have a plain limit:
 * each was work for nothing. Other frames that a client may send at will (pings, settings,
 * priorities, window updates, data in crumbs) have the same limit, but earn more by what is moved:
 * one for each {@value #BYTES_A_FRAME} bytes that are sent or received. So a large transfer may be
 * as lively as it likes, and a flood of frames that carry nothing ends at once.
 */
final class FrameBudget {
  private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);
  static final int BYTES_A_FRAME = 8;

  private final int most;
  private long windowBegan = System.nanoTime();
  private int resets;
  private long frames;
  private long moved;

  FrameBudget(int most) {
    this.most = most;
  }

  /** So much that is of use was sent or received. */
  void moved(long bytes) {
    moved += bytes;
  }

  /** A stream was broken off. */
  void reset() {
    roll();
    resets++;
  }

  /** A frame that carries nothing, or little, came. */
  void frame() {
    roll();
    frames++;
  }

  /** Whether there was more than can be borne. */
  boolean exceeded() {
    return resets > most || frames > most + moved / BYTES_A_FRAME;
  }

  private void roll() {
    long now = System.nanoTime();
    if (now - windowBegan > WINDOW) {
      windowBegan = now;
      resets = 0;
      frames = 0;
      moved = 0;
    }
  }
}

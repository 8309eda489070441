// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * How many pieces of a streamed answer are on their way: the writer waits for a place, and the
 * event loop gives one back when the client keeps up.
 */
final class Pieces {
  private static final int MOST = 4;

  private final Semaphore places = new Semaphore(MOST);
  private int owed; // the loop's
  private volatile boolean gone; // written by the loop, read by the writer

  /** Writer: whether {@link #enter} would wait for the client. */
  boolean full() {
    return places.availablePermits() == 0;
  }

  /**
   * Writer: waits for a place.
   *
   * @throws IOException if the client has left, or this thread is interrupted
   */
  void enter() throws IOException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("answer: interrupted (expected: written to its end)", e);
    }
    if (gone) {
      places.release();
      throw new IOException("client: gone (expected: there until the end of the answer)");
    }
  }

  /** Loop: a piece was written; its place is free at once if the client keeps up. */
  void written(boolean writable) {
    owed++;
    if (writable) {
      writable();
    }
  }

  /** Loop: the client has caught up. */
  void writable() {
    places.release(owed);
    owed = 0;
  }

  /** Loop: nobody reads any more. */
  void close() {
    gone = true;
    places.release(MOST);
  }
}

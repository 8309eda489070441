// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the first and the last bytes written to it, half of the limit each.
 *
 * <p>Thread-safe: one pump writes, anyone reads a snapshot. Memory grows with what is written, up
 * to the limit.
 */
final class BoundedCapture {
  private final ReentrantLock lock = new ReentrantLock();
  private final int headLimit;
  private final int tailLimit;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream(); // guarded by lock
  private byte[] ring = new byte[0]; // guarded by lock; the tail, oldest byte at ringStart
  private int ringStart; // guarded by lock; not 0 only when the ring has its full size
  private int ringCount; // guarded by lock
  private long dropped; // guarded by lock

  BoundedCapture(int limit) {
    this.tailLimit = limit / 2;
    this.headLimit = limit - tailLimit;
  }

  void write(byte[] bytes, int count) {
    lock.lock();
    try {
      int toHead = Math.min(count, headLimit - head.size());
      head.write(bytes, 0, toHead);
      if (count > toHead) {
        writeTail(bytes, toHead, count - toHead);
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeTail(byte[] bytes, int from, int count) {
    int kept = Math.min(count, tailLimit);
    int pushedOut = Math.max(0, ringCount + kept - tailLimit);
    dropped += count - kept + pushedOut;
    makeRoom(ringCount + kept);
    if (pushedOut > 0) {
      ringStart = (ringStart + pushedOut) % ring.length;
      ringCount -= pushedOut;
    }
    int source = from + count - kept;
    for (int left = kept; left > 0; ) {
      int at = (ringStart + ringCount) % ring.length;
      int run = Math.min(left, ring.length - at);
      System.arraycopy(bytes, source, ring, at, run);
      source += run;
      ringCount += run;
      left -= run;
    }
  }

  private void makeRoom(int wanted) {
    if (ring.length < Math.min(wanted, tailLimit)) {
      long doubled = Math.max(wanted, 2L * ring.length);
      ring = Arrays.copyOf(ring, (int) Math.min(tailLimit, doubled));
    }
  }

  Captured snapshot() {
    lock.lock();
    try {
      var tail = new byte[ringCount];
      int run = Math.min(ringCount, ring.length - ringStart);
      System.arraycopy(ring, ringStart, tail, 0, run);
      System.arraycopy(ring, 0, tail, run, ringCount - run);
      return new Captured(head.toByteArray(), tail, dropped);
    } finally {
      lock.unlock();
    }
  }
}

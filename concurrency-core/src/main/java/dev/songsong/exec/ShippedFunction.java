// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.atomic.AtomicInteger;

/** A function on its way to workers: sent over each connection once, before its first item. */
final class ShippedFunction {
  private final int id;
  private final byte[] bytes;
  // Items that have not ended; lowered by whoever ends one.
  private final AtomicInteger open;

  ShippedFunction(int id, byte[] bytes, int items) {
    this.id = id;
    this.bytes = bytes;
    this.open = new AtomicInteger(items);
  }

  int id() {
    return id;
  }

  byte[] bytes() {
    return bytes;
  }

  void itemEnded() {
    open.decrementAndGet();
  }

  /** Whether workers can forget it. */
  boolean finished() {
    return open.get() == 0;
  }
}

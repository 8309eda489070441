// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A function on its way to workers: sent over each connection once, before its first item.
 *
 * <p>The form of a lambda (see {@link LambdaForm}) counts as one too, whose items are what the
 * lambda captured. A program has few of those and uses them again, so they are kept.
 */
final class ShippedFunction {
  private final int id;
  private final byte[] bytes;
  // Items that have not ended; lowered by whoever ends one.
  private final AtomicInteger open;
  private final boolean kept;

  private ShippedFunction(int id, byte[] bytes, int items, boolean kept) {
    this.id = id;
    this.bytes = bytes;
    this.open = new AtomicInteger(items);
    this.kept = kept;
  }

  /** A function for so many items, after which workers forget it. */
  static ShippedFunction forItems(int id, byte[] bytes, int items) {
    return new ShippedFunction(id, bytes, items, false);
  }

  /** A function that workers keep. */
  static ShippedFunction kept(int id, byte[] bytes) {
    return new ShippedFunction(id, bytes, 0, true);
  }

  int id() {
    return id;
  }

  byte[] bytes() {
    return bytes;
  }

  void itemEnded() {
    if (!kept) {
      open.decrementAndGet();
    }
  }

  /** Whether workers can forget it. */
  boolean finished() {
    return !kept && open.get() == 0;
  }
}

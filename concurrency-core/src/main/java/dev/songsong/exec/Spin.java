// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.function.BooleanSupplier;

/**
 * Looks a little longer before a thread is put to sleep.
 *
 * <p>To put a thread to sleep and wake it costs more than a short task takes, on virtual machines
 * most of all. Who expects an answer at once does better to look again for about that long, if
 * there are processors enough for all who have a part in it: who waits, the pool's thread and the
 * worker's. With fewer, the one who looks takes the processor of the one who is to answer.
 */
final class Spin {
  private static final long NANOS = 25_000;
  private static final int PARTIES = 3;
  private static final boolean USEFUL = Runtime.getRuntime().availableProcessors() > PARTIES;

  private Spin() {}

  /** Returns when the condition holds, or soon; the caller must look for itself. */
  static void until(BooleanSupplier condition) {
    if (!USEFUL || condition.getAsBoolean()) {
      return;
    }
    long end = System.nanoTime() + NANOS;
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}

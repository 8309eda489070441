// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import dev.songsong.pipeline.Stage.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Watches how long one thread of a stage stays in one item.
 *
 * <p>The thread counts its turns; the pipeline's keeper looks now and then whether the count still
 * stands in the same item. So the thread never reads a clock, and a limit is noticed up to a
 * quarter late.
 */
final class ItemWatch {
  /*
   * turn: even = between items, odd = in an item; when the limit has passed the keeper moves it from
   * its odd value to INTERRUPTING, interrupts the thread, and moves it on to INTERRUPTED. The thread
   * leaves an item by a compare-and-set from the odd value: if that fails, the interrupt is its own,
   * and it waits for it, clears it and counts the item as overdue. So an interrupt meant for one item
   * never hits the next.
   */
  private static final long INTERRUPTING = -2;
  private static final long INTERRUPTED = -4;

  private final StageRun stage;
  private final Limits limits;
  private final Duration patience;
  private final AtomicLong turn = new AtomicLong();
  // Of the watched thread alone.
  private long count;
  // Of the keeper alone, as are the next two.
  private long seen;
  private long seenAt = System.nanoTime();
  private boolean reported;

  ItemWatch(StageRun stage, Limits limits, Duration patience) {
    this.stage = stage;
    this.limits = limits;
    this.patience = patience;
  }

  void begin() {
    turn.set(++count);
  }

  /** Whether the item passed its limit. */
  boolean end() {
    long inItem = count++;
    if (turn.compareAndSet(inItem, count)) {
      return false;
    }
    while (turn.get() != INTERRUPTED) {
      // The keeper may need this core to get there.
      Thread.yield();
    }
    Thread.interrupted();
    if (stage.run().stopping()) {
      // The stop's interrupt may have gone with it.
      Thread.currentThread().interrupt();
    }
    turn.set(count);
    return true;
  }

  /** How often to look. */
  long lookEveryNanos() {
    long shortest =
        Math.min(
            limits.time().map(Duration::toNanos).orElse(Long.MAX_VALUE),
            limits.nonBlocking().map(Duration::toNanos).orElse(Long.MAX_VALUE));
    return Math.clamp(shortest / 4, 1_000_000, 100_000_000);
  }

  /** Looks once; called by the keeper. Returns what is wrong, or null. */
  @Nullable PipelineException look(Thread thread) {
    long now = System.nanoTime();
    long at = turn.get();
    if (at != seen) {
      seen = at;
      seenAt = now;
      return null;
    }
    Duration here = Duration.ofNanos(now - seenAt);
    if (at == INTERRUPTED && here.compareTo(patience) > 0 && !reported) {
      reported = true;
      return stage.deaf(thread, "its item's time limit", patience);
    }
    if (at > 0 && at % 2 == 1) {
      return inItem(thread, at, here);
    }
    return null;
  }

  private @Nullable PipelineException inItem(Thread thread, long at, Duration here) {
    if (limits.nonBlocking().isPresent() && here.compareTo(limits.nonBlocking().get()) > 0) {
      String where = StageRun.position(thread);
      // Only if it was the same item up to now.
      return turn.get() == at ? stage.blocks(thread, where, limits.nonBlocking().get()) : null;
    }
    if (limits.time().isPresent()
        && here.compareTo(limits.time().get()) > 0
        && turn.compareAndSet(at, INTERRUPTING)) {
      thread.interrupt();
      turn.set(INTERRUPTED);
    }
    return null;
  }
}

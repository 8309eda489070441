// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts the results of a stage's threads back into the order of the items.
 *
 * <p>Each thread leaves its results here and goes on. Who brings those that are next in turn hands
 * them on, with all that then are, while others go on leaving theirs. What waits is bounded, since
 * its items keep their places in the stage's queue until they are handed on.
 */
final class Reorder {
  /** The results of the items from number {@code first} on. */
  private record Finished(int items, @Nullable Object[] results, int count) {}

  private final Ring<?> in;
  private final Ring<?> out;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private final Map<Long, Finished> waiting = new HashMap<>();
  // guarded by lock
  private long next;
  // guarded by lock
  private boolean someoneHandsOn;

  Reorder(Ring<?> in, Ring<?> out) {
    this.in = in;
    this.out = out;
  }

  /** Takes over the array with a claim's results. */
  void finished(Claim claim, @Nullable Object[] results, int count, Meter meter) {
    lock.lock();
    try {
      waiting.put(claim.first, new Finished(claim.count, results, count));
      if (someoneHandsOn) {
        return;
      }
      someoneHandsOn = true;
    } finally {
      lock.unlock();
    }
    for (Finished head = nextInTurn(); head != null; head = nextInTurn()) {
      out.putAll(head.results, head.count, meter);
      in.release(head.items);
    }
  }

  private @Nullable Finished nextInTurn() {
    lock.lock();
    try {
      Finished head = waiting.remove(next);
      if (head == null) {
        someoneHandsOn = false;
      } else {
        next += head.items;
      }
      return head;
    } finally {
      lock.unlock();
    }
  }
}

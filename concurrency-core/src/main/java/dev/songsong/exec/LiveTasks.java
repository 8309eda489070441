// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a pool may still have to stop: every one that has not ended, but those of a
 * virtual thread only while somebody waits for them.
 *
 * <p>A task comes by here twice, from any thread. So the tasks are linked to each other instead of
 * being put into a table that grows with them, and in several chains, so that two threads rarely
 * want the same lock.
 */
final class LiveTasks {
  // A power of two.
  private static final int CHAINS = 64;

  private final Chain[] chains = new Chain[CHAINS];

  /** Some of the tasks, in no order. */
  private static final class Chain {
    private final ReentrantLock lock = new ReentrantLock();
    // guarded by lock
    private @Nullable Link first;
  }

  /** What makes a task a link of its chain; guarded by the chain's lock. */
  abstract static class Link {
    private @Nullable Link before;
    private @Nullable Link after;
    private boolean in;

    abstract long id();

    abstract PooledTask<?> task();
  }

  LiveTasks() {
    for (int i = 0; i < CHAINS; i++) {
      chains[i] = new Chain();
    }
  }

  private Chain chainOf(Link link) {
    return chains[(int) link.id() & CHAINS - 1];
  }

  void add(Link link) {
    Chain chain = chainOf(link);
    chain.lock.lock();
    try {
      Link next = chain.first;
      link.in = true;
      link.after = next;
      if (next != null) {
        next.before = link;
      }
      chain.first = link;
    } finally {
      chain.lock.unlock();
    }
  }

  /** Takes the task out, if it is in. */
  void remove(Link link) {
    Chain chain = chainOf(link);
    chain.lock.lock();
    try {
      if (!link.in) {
        return;
      }
      if (link.before == null) {
        chain.first = link.after;
      } else {
        link.before.after = link.after;
      }
      if (link.after != null) {
        link.after.before = link.before;
      }
      link.in = false;
      // An ended task that somebody keeps must not keep others.
      link.before = null;
      link.after = null;
    } finally {
      chain.lock.unlock();
    }
  }

  /** Those that are in now. */
  List<PooledTask<?>> all() {
    var tasks = new ArrayList<PooledTask<?>>();
    for (Chain chain : chains) {
      chain.lock.lock();
      try {
        for (Link link = chain.first; link != null; link = link.after) {
          tasks.add(link.task());
        }
      } finally {
        chain.lock.unlock();
      }
    }
    return tasks;
  }
}

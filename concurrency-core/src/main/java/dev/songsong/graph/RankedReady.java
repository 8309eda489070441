// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/** One queue for all workers, which gives the node with the highest rank. */
final class RankedReady implements Ready {
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private final PriorityQueue<Integer> nodes;

  /** Nodes beyond the ranks, which were added while running, come last. */
  RankedReady(double[] ranks) {
    nodes = new PriorityQueue<>(byRank(ranks));
  }

  static Comparator<Integer> byRank(double[] ranks) {
    return Comparator.<Integer>comparingDouble(node -> node < ranks.length ? -ranks[node] : 0)
        .thenComparing(Comparator.naturalOrder());
  }

  @Override
  public void add(int worker, int node) {
    lock.lock();
    try {
      nodes.add(node);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int take(int worker) {
    lock.lock();
    try {
      Integer node = nodes.poll();
      return node == null ? NONE : node;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isEmpty() {
    lock.lock();
    try {
      return nodes.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean ordered() {
    return true;
  }
}

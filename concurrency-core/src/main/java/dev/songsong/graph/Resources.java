// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The free places of each resource in one run, and the ready nodes that wait for one.
 *
 * <p>No worker waits here: a node that gets no place is kept, and handed out by whoever gives one
 * back.
 */
final class Resources {
  private final Map<Integer, String> uses;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private final Map<String, Integer> free;
  // guarded by lock
  private final Map<String, Queue<Integer>> queues = new HashMap<>();

  Resources(Limits limits) {
    this.uses = limits.uses();
    this.free = new HashMap<>(limits.sizes());
    limits.sizes().keySet().forEach(resource -> queues.put(resource, new ArrayDeque<>()));
  }

  /** Takes a place for the node; if there is none the node is kept here. */
  boolean acquire(int node) {
    String resource = uses.get(node);
    if (resource == null) {
      return true;
    }
    lock.lock();
    try {
      int places = free.get(resource);
      if (places == 0) {
        queues.get(resource).add(node);
        return false;
      }
      free.put(resource, places - 1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the node's place back, or on: to the node returned, which may run now. */
  int release(int node) {
    String resource = uses.get(node);
    if (resource == null) {
      return Ready.NONE;
    }
    lock.lock();
    try {
      Integer next = queues.get(resource).poll();
      if (next != null) {
        return next;
      }
      free.merge(resource, 1, Integer::sum);
      return Ready.NONE;
    } finally {
      lock.unlock();
    }
  }
}

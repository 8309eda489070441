// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

/** A deque a worker; who has nothing takes from the others. */
final class StealingReady implements Ready {
  private final WorkDeque[] deques;

  StealingReady(int workers) {
    deques = new WorkDeque[workers];
    for (int i = 0; i < workers; i++) {
      deques[i] = new WorkDeque();
    }
  }

  @Override
  public void add(int worker, int node) {
    deques[worker].push(node);
  }

  @Override
  public int take(int worker) {
    int node = deques[worker].pop();
    for (int i = 1; node == NONE && i < deques.length; i++) {
      node = deques[(worker + i) % deques.length].steal();
    }
    return node;
  }

  @Override
  public boolean isEmpty() {
    for (WorkDeque deque : deques) {
      if (!deque.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean ordered() {
    return false;
  }
}

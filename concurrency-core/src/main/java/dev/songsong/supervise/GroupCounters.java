// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens to replicas and passes it on. */
final class GroupCounters implements SupervisorListener {
  private final SupervisorListener next;
  // Written by the supervisor's thread, read by any.
  final AtomicLong ready = new AtomicLong();
  final AtomicLong deaths = new AtomicLong();
  final AtomicLong drained = new AtomicLong();

  GroupCounters(SupervisorListener next) {
    this.next = next;
  }

  @Override
  public void childStarting(String child) {
    next.childStarting(child);
  }

  @Override
  public void childUp(ChildInfo child) {
    ready.incrementAndGet();
    next.childUp(child);
  }

  @Override
  public void childDied(Death death) {
    deaths.incrementAndGet();
    next.childDied(death);
  }

  @Override
  public void childRestarting(String child, Duration delay) {
    next.childRestarting(child, delay);
  }

  @Override
  public void childStopped(String child, Exit exit) {
    drained.incrementAndGet();
    next.childStopped(child, exit);
  }

  @Override
  public void gaveUp(SupervisorException why) {
    next.gaveUp(why);
  }
}

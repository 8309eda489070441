// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills a random worker process of this JVM again and again, until it is closed. */
final class Killer implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Random random;
  private final AtomicInteger kills = new AtomicInteger();

  private Killer(long seed) {
    random = new Random(seed);
  }

  static Killer every(Duration period, long seed) {
    var killer = new Killer(seed);
    killer.timer.scheduleAtFixedRate(
        killer::kill, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    return killer;
  }

  private void kill() {
    List<ProcessHandle> workers =
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().command().orElse("").endsWith("java"))
            .toList();
    if (!workers.isEmpty() && workers.get(random.nextInt(workers.size())).destroyForcibly()) {
      kills.incrementAndGet();
    }
  }

  int kills() {
    return kills.get();
  }

  @Override
  public void close() {
    timer.close();
  }
}

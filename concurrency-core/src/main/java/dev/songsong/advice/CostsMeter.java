// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import dev.songsong.memory.SharedMemoryException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Measures one cost after the other; a cost that this system doesn't tell is left out. */
final class CostsMeter {
  /** Finds out one figure. */
  @FunctionalInterface
  interface Probe {
    /**
     * @throws Unmeasurable if this system doesn't tell, or has no room
     */
    Figure measure() throws InterruptedException, ExecutionException, Unmeasurable;
  }

  /** There is no such figure here. */
  static final class Unmeasurable extends Exception {
    private static final long serialVersionUID = 1L;

    Unmeasurable(String message) {
      super(message);
    }
  }

  private final Costs.Progress progress;

  CostsMeter(Costs.Progress progress) {
    this.progress = progress;
  }

  Costs measure() throws InterruptedException {
    Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long start = System.nanoTime();
    var figures = new EnumMap<Cost, Figure>(Cost.class);
    try (var processes = new ProcessProbes()) {
      Map<Cost, Probe> probes = new EnumMap<>(Cost.class);
      ThreadProbes.addTo(probes);
      processes.addTo(probes);
      for (Map.Entry<Cost, Probe> probe : probes.entrySet()) {
        progress.next(probe.getKey(), figures.size(), probes.size());
        measure(probe.getKey(), probe.getValue(), figures);
      }
    }
    return new Costs(at, Duration.ofNanos(System.nanoTime() - start), figures);
  }

  private static void measure(Cost cost, Probe probe, Map<Cost, Figure> figures)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("before " + cost);
    }
    try {
      figures.put(cost, probe.measure());
    } catch (Unmeasurable
        | ExecutionException
        | SharedMemoryException
        | UncheckedIOException notHere) {
      // Advice does without this figure.
    }
  }
}

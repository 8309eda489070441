// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import dev.songsong.exec.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Made-up comparisons whose verdict is known. */
final class Samples {
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<FaultExperiment> faults = new ArrayList<>();
  private Map<Mode, String> failures = Map.of();
  private boolean complete = true;

  /** Three runs that differ by two per cent. */
  Samples runs(Mode mode, double itemsPerSecond) {
    return run(mode, itemsPerSecond * 0.98)
        .run(mode, itemsPerSecond)
        .run(mode, itemsPerSecond * 1.02);
  }

  Samples run(Mode mode, double itemsPerSecond) {
    return run(mode, itemsPerSecond, "d1");
  }

  Samples run(Mode mode, double itemsPerSecond, String digest) {
    measurements.add(
        new Measurement(
            mode,
            digest,
            1000,
            Duration.ofNanos(Math.round(1000 / itemsPerSecond * 1e9)),
            Duration.ofMillis(20),
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Optional.of(Duration.ofSeconds(1)),
            OptionalLong.of(mode.usesProcesses() ? 200_000_000 : 100_000_000),
            Optional.empty()));
    return this;
  }

  Samples fault(Mode mode, long done, long lost, boolean survived) {
    faults.add(
        new FaultExperiment(mode, new FaultResult("crash", 100, done, lost, 1, survived), true));
    return this;
  }

  Samples failed(Mode mode) {
    failures = Map.of(mode, "exit 1");
    return this;
  }

  Samples cutShort() {
    complete = false;
    return this;
  }

  Comparison comparison() {
    return new Comparison("toy", 12, "blocks", measurements, faults, failures, complete);
  }
}

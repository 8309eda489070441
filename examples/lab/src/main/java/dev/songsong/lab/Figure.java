// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.scenario.Measurement;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Function;

/** A quantity that every run of every mode has, as the report shows it. */
enum Figure {
  THROUGHPUT("figure.throughput", "throughput", m -> OptionalDouble.of(m.throughput())),
  P50("figure.p50", "p50_ms", m -> OptionalDouble.of(millis(m.p50()))),
  P99("figure.p99", "p99_ms", m -> OptionalDouble.of(millis(m.p99()))),
  P999(
      "figure.p999",
      "p999_ms",
      m -> m.p999().map(d -> OptionalDouble.of(millis(d))).orElse(OptionalDouble.empty())),
  CPU(
      "figure.cpu",
      "cpu_s",
      m -> m.cpu().map(d -> OptionalDouble.of(millis(d) / 1000)).orElse(OptionalDouble.empty())),
  MEMORY(
      "figure.memory",
      "peak_mb",
      m ->
          m.peakBytes().isPresent()
              ? OptionalDouble.of(m.peakBytes().getAsLong() / 1e6)
              : OptionalDouble.empty()),
  STARTUP("figure.startup", "startup_ms", m -> OptionalDouble.of(millis(m.startup())));

  private final String key;
  private final String json;
  private final Function<Measurement, OptionalDouble> value;

  Figure(String key, String json, Function<Measurement, OptionalDouble> value) {
    this.key = key;
    this.json = json;
    this.value = value;
  }

  /** Its name's key in the report's texts. */
  String key() {
    return key;
  }

  /** Its name in report.json. */
  String json() {
    return json;
  }

  /** What a run came to; empty where the system could not tell. */
  OptionalDouble of(Measurement measurement) {
    return value.apply(measurement);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}

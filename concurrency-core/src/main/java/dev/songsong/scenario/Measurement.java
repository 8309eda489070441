// SPDX-License-Identifier: Apache-2.0
package dev.songsong.scenario;

import com.google.common.math.Quantiles;
import dev.songsong.exec.Mode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one trial in a JVM of its own achieved.
 *
 * @param mode how it ran
 * @param digest SHA-256 in hex of the results' meaning
 * @param items how many items it completed
 * @param elapsed from the first item's submission to the last one's end
 * @param startup from the start to the first item's end
 * @param p50 half of the items took no longer than this
 * @param p99 all but one item in a hundred took no longer than this
 * @param p999 all but one item in a thousand; unknown with fewer than a thousand items
 * @param cpu CPU time of the trial's JVM and all its descendants; unknown where the system can't
 *     say
 * @param peakBytes the most memory they held together; unknown where the system can't say
 */
public record Measurement(
    Mode mode,
    String digest,
    long items,
    Duration elapsed,
    Duration startup,
    Duration p50,
    Duration p99,
    Optional<Duration> cpu,
    OptionalLong peakBytes,
    Optional<Duration> p999) {

  private static final int ENOUGH_FOR_P999 = 1000;

  /** The measurement of one run; the latencies may be in any order. */
  public static Measurement of(
      Mode mode, Work work, Optional<Duration> cpu, OptionalLong peakBytes) {
    long[] latencies = work.latenciesNanos();
    return new Measurement(
        mode,
        work.digest(),
        work.items(),
        work.elapsed(),
        work.startup(),
        quantile(latencies, 500),
        quantile(latencies, 990),
        cpu,
        peakBytes,
        latencies.length < ENOUGH_FOR_P999
            ? Optional.empty()
            : Optional.of(quantile(latencies, 999)));
  }

  /** Items a second. */
  public double throughput() {
    return items / Math.max(elapsed.toNanos() / 1e9, 1e-9);
  }

  private static Duration quantile(long[] latencies, int thousandths) {
    if (latencies.length == 0) {
      return Duration.ZERO;
    }
    double nanos = Quantiles.scale(1000).index(thousandths).compute(latencies);
    return Duration.ofNanos(Math.round(nanos));
  }
}

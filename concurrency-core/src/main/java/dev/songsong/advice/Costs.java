// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What threads and processes cost on one machine. Immutable.
 *
 * @param at when it was measured
 * @param took how long that took
 * @param figures what was found; a cost that could not be measured is absent
 */
public record Costs(Instant at, Duration took, Map<Cost, Figure> figures) {
  /** Nothing measured: advice without figures. */
  public static final Costs NONE = new Costs(Instant.EPOCH, Duration.ZERO, Map.of());

  /** Hears how far the measuring is. */
  @FunctionalInterface
  public interface Progress {
    /** The next cost is about to be measured, after {@code done} of {@code total}. */
    void next(Cost cost, int done, int total);
  }

  /** Copies the figures into the order of {@link Cost}. */
  public Costs {
    requireNonNull(at, "at");
    requireNonNull(took, "took");
    var ordered = new EnumMap<Cost, Figure>(Cost.class);
    ordered.putAll(figures);
    figures = Collections.unmodifiableMap(ordered);
  }

  /** The figure of a cost; empty when it was not measured. */
  public Optional<Figure> figure(Cost cost) {
    return Optional.ofNullable(figures.get(cost));
  }

  /** The median of a cost; empty when it was not measured. */
  public OptionalDouble median(Cost cost) {
    Figure figure = figures.get(cost);
    return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure.median());
  }

  /**
   * Measures this machine with the executors and shared memory of this library; takes some seconds,
   * starts a few worker processes one after the other, and leaves nothing behind.
   *
   * @throws InterruptedException if the caller is interrupted; what was started is ended
   */
  public static Costs measure() throws InterruptedException {
    return measure((cost, done, total) -> {});
  }

  /** As {@link #measure()}, and says before each cost how far it is. */
  public static Costs measure(Progress progress) throws InterruptedException {
    return new CostsMeter(requireNonNull(progress, "progress")).measure();
  }
}

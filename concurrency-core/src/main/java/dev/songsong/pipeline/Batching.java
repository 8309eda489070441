// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * When a batch is full: at a number of items, at a cost, or when its first item has waited long
 * enough, whichever comes first.
 *
 * @param <T> the items' type
 * @param count the most items in a batch
 * @param cost the most cost in a batch; an item that costs more is a batch of its own
 * @param costOf what an item costs, in bytes, say; not negative
 * @param linger the longest that an item waits for the batch to fill
 */
public record Batching<T>(
    int count, long cost, ToLongFunction<? super T> costOf, Optional<Duration> linger) {

  /** Checks the values. */
  public Batching {
    requireNonNull(costOf, "costOf");
    if (count < 1) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 1 items in a batch)");
    }
    if (cost < 1) {
      throw new IllegalArgumentException("cost: " + cost + " (expected: >= 1)");
    }
    linger.ifPresent(wait -> {
      if (wait.isNegative() || wait.isZero()) {
        throw new IllegalArgumentException(
            "linger: " + wait + " (expected: > 0); leave it out to wait for full batches");
      }
    });
  }

  /** Batches of {@code count} items; the last may be smaller. */
  public static <T> Batching<T> ofCount(int count) {
    return new Batching<>(count, Long.MAX_VALUE, item -> 0, Optional.empty());
  }

  /** Batches that cost at most {@code cost}. */
  public static <T> Batching<T> ofCost(long cost, ToLongFunction<? super T> costOf) {
    return new Batching<>(Integer.MAX_VALUE, cost, costOf, Optional.empty());
  }

  /** These batches with at most {@code most} items. */
  public Batching<T> orCount(int most) {
    return new Batching<>(most, cost, costOf, linger);
  }

  /** These batches, handed on when the first item has waited for {@code longest}. */
  public Batching<T> orAfter(Duration longest) {
    return new Batching<>(count, cost, costOf, Optional.of(longest));
  }
}

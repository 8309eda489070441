// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Everything a supervisor is made from.
 *
 * @param together whether all children are asked to stop at once at the end
 */
record SupervisorConfig(
    String name,
    Strategy strategy,
    int intensity,
    Duration window,
    Backoff backoff,
    long seed,
    TimeSource time,
    SupervisorListener listener,
    boolean together,
    List<ChildSpec> children) {

  SupervisorConfig {
    children = List.copyOf(children);
  }

  /** The time to stop all children one after the other, killing included. */
  Duration patience() {
    return sum(ChildSpec::grace).plus(Life.KILL_PATIENCE.multipliedBy(children.size() + 1L));
  }

  /** The time to start all children one after the other, and to stop them when the last fails. */
  Duration startPatience() {
    return sum(ChildSpec::startLimit).plus(patience());
  }

  private Duration sum(Function<ChildSpec, Duration> part) {
    Duration sum = children.stream().map(part).reduce(Duration.ZERO, Duration::plus);
    return Checks.capped(sum);
  }
}

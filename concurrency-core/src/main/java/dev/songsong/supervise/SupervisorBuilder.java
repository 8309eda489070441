// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Describes a supervisor. Not thread-safe; can be started many times. */
public final class SupervisorBuilder {
  private final String name;
  private final List<ChildSpec> children = new ArrayList<>();
  private Strategy strategy = Strategy.ONE_FOR_ONE;
  private int intensity = 3;
  private Duration window = Duration.ofSeconds(5);
  private Backoff backoff = Backoff.DEFAULT;
  private long seed = System.nanoTime();
  private TimeSource time = TimeSource.SYSTEM;
  private SupervisorListener listener = new SupervisorListener() {};
  private boolean together;

  SupervisorBuilder(String name) {
    Checks.named("supervisor name", name);
    this.name = name;
  }

  /** Which children start anew when one has died; {@link Strategy#ONE_FOR_ONE} by default. */
  public SupervisorBuilder strategy(Strategy strategy) {
    this.strategy = requireNonNull(strategy, "strategy");
    return this;
  }

  /**
   * How many restarts are borne in a window of time, 3 in 5 s by default; at one more the
   * supervisor gives up. The restart of a group counts once. Choose a window longer than the waits
   * of the backoff add up to, or the limit is never reached.
   */
  public SupervisorBuilder intensity(int restarts, Duration window) {
    Checks.atLeast("intensity", restarts, 0);
    Checks.positive("window", window);
    this.intensity = restarts;
    this.window = window;
    return this;
  }

  /** How long to wait before a restart. */
  public SupervisorBuilder backoff(Backoff backoff) {
    this.backoff = requireNonNull(backoff, "backoff");
    return this;
  }

  /** The seed of the backoff's jitter, for runs that can be repeated. */
  public SupervisorBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Another clock than the machine's, for tests. */
  public SupervisorBuilder time(TimeSource time) {
    this.time = requireNonNull(time, "time");
    return this;
  }

  /** Who is told what happens. */
  public SupervisorBuilder listener(SupervisorListener listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /** At the end all stop at once: for children that don't need each other. */
  SupervisorBuilder stopTogether() {
    this.together = true;
    return this;
  }

  /** One more child, started after those before it and stopped before them. */
  public SupervisorBuilder child(ChildSpec child) {
    if (children.stream().anyMatch(known -> known.name().equals(child.name()))) {
      throw new IllegalArgumentException(Checks.twice(child.name()));
    }
    children.add(child);
    return this;
  }

  /**
   * Starts the children in order, and returns when all are ready.
   *
   * @throws ChildStartException if one doesn't become ready; those before it are stopped again, in
   *     reverse order. A failed start is not a crash: nothing is tried again.
   * @throws InterruptedException if the caller is interrupted; what was started is stopped
   */
  public Supervisor start() throws InterruptedException {
    return Supervisor.start(config());
  }

  SupervisorConfig config() {
    return new SupervisorConfig(
        name, strategy, intensity, window, backoff, seed, time, listener, together, children);
  }
}

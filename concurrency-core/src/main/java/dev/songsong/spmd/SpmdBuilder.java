// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.Mode;
import dev.songsong.exec.WorkerOptions;
import dev.songsong.machine.Budget;
import java.time.Duration;
import java.util.Optional;

/** Says how ranks shall be run; not thread-safe. */
public final class SpmdBuilder {
  // Little beside what a message costs over TCP; where two ranks get one processor, what one spins
  // away the other waits for.
  static final Duration SPIN_TCP = Duration.ofNanos(50_000);

  private static final Duration SPIN = Duration.ofMillis(1);

  private final Mode mode;
  private int processes = 1;
  private int threads = 1;
  private CallOptions options = CallOptions.DEFAULT;
  private Optional<Duration> spin = Optional.empty();
  private Transport transport = Transport.SHARED;
  private WorkerOptions workers = WorkerOptions.DEFAULT.withSpares(0);

  SpmdBuilder(Mode mode) {
    this.mode = requireNonNull(mode, "mode");
  }

  /** How many worker processes, for {@link Mode#PROCESSES} and {@link Mode#HYBRID}. */
  public SpmdBuilder processes(int processes) {
    this.processes = atLeastOne("processes", processes);
    return this;
  }

  /** How many ranks in this JVM, or in each process of {@link Mode#HYBRID}. */
  public SpmdBuilder threads(int threads) {
    this.threads = atLeastOne("threads", threads);
    return this;
  }

  /** How long each call of a rank may take; a minute if not set. */
  public SpmdBuilder deadline(Duration deadline) {
    this.options = options.withDeadline(deadline);
    return this;
  }

  /** How an all-reduce goes about it; in rank order if not set. */
  public SpmdBuilder algorithm(Algorithm algorithm) {
    this.options = options.withAlgorithm(algorithm);
    return this;
  }

  /**
   * How long a waiting rank keeps its processor before it lets others run. If not set: a
   * millisecond, or 50 microseconds over TCP, where the {@link Budget} has a free core for every
   * rank, else not at all.
   */
  public SpmdBuilder spin(Duration spin) {
    if (spin.isNegative()) {
      throw new IllegalArgumentException("spin: " + spin + " (expected: >= 0)");
    }
    this.spin = Optional.of(spin);
    return this;
  }

  /** What the ranks talk over; shared memory if not set. */
  public SpmdBuilder transport(Transport transport) {
    this.transport = requireNonNull(transport, "transport");
    return this;
  }

  /** How worker processes are started, and which packages may cross. */
  public SpmdBuilder workers(WorkerOptions workers) {
    this.workers = requireNonNull(workers, "workers");
    return this;
  }

  /**
   * Runs the body by all ranks and waits for them. Each takes a core of the {@link Budget}; more
   * ranks than it has cores take turns, which is logged as a warning once.
   *
   * @throws dev.songsong.exec.NotShippableException in process modes, if the body captures
   *     something that can't cross
   * @throws InterruptedException if the caller is interrupted; the ranks are then ended
   */
  public <R> SpmdResult<R> run(RankBody<R> body) throws InterruptedException {
    requireNonNull(body, "body");
    requireFitting();
    int inEach = mode == Mode.PROCESSES ? 1 : threads;
    int size = mode.usesProcesses() ? Math.multiplyExact(processes, inEach) : threads;
    long spinNanos = spin.map(CallOptions::nanos).orElseGet(() -> spinFor(size));
    try (var launch =
        Launch.prepare(mode, size / inEach, inEach, transport, options, spinNanos, workers)) {
      return launch.run(body);
    }
  }

  /** What the mode would leave out is refused, or there were fewer ranks than was said. */
  private void requireFitting() {
    if (mode == Mode.PROCESSES && threads > 1) {
      throw new IllegalArgumentException(
          "threads: " + threads + " (expected: 1 with PROCESSES); HYBRID has threads in processes");
    }
    if (!mode.usesProcesses() && processes > 1) {
      throw new IllegalArgumentException(
          "processes: " + processes + " (expected: 1 with " + mode + "); say threads instead");
    }
  }

  private long spinFor(int ranks) {
    if (ranks > Budget.current().freeCores()) {
      return 0;
    }
    return (transport == Transport.TCP ? SPIN_TCP : SPIN).toNanos();
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: >= 1); a group has at least one rank");
    }
    return value;
  }
}

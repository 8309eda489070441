// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.Mode;
import dev.songsong.exec.WorkerOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Says how ranks shall be run; not thread-safe. */
public final class SpmdBuilder {
  static final Duration DEADLINE = Duration.ofMinutes(1);

  private static final Duration SPIN = Duration.ofMillis(1);
  // Set by the first group that has more ranks than processors.
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final Mode mode;
  private int processes = 1;
  private int threads = 1;
  private Duration deadline = DEADLINE;
  private Optional<Duration> spin = Optional.empty();
  private Transport transport = Transport.SHARED;
  private WorkerOptions workers = WorkerOptions.DEFAULT.withSpares(0);
  private Consumer<String> warnings = System.err::println;

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
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: > 0)");
    }
    this.deadline = deadline;
    return this;
  }

  /**
   * How long a waiting rank keeps its processor before it lets others run. If not set: a
   * millisecond where every rank has a processor of its own, else not at all.
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

  /** Who hears warnings; standard error if not set. */
  public SpmdBuilder warnings(Consumer<String> warnings) {
    this.warnings = requireNonNull(warnings, "warnings");
    return this;
  }

  /**
   * Runs the body by all ranks and waits for them.
   *
   * @throws dev.songsong.exec.NotShippableException in process modes, if the body captures
   *     something that can't cross
   * @throws InterruptedException if the caller is interrupted; the ranks are then ended
   */
  public <R> SpmdResult<R> run(RankBody<R> body) throws InterruptedException {
    requireNonNull(body, "body");
    int inEach = mode == Mode.PROCESSES ? 1 : threads;
    int size = mode.usesProcesses() ? Math.multiplyExact(processes, inEach) : threads;
    warnIfCrowded(size);
    long spinNanos =
        spin.map(Duration::toNanos)
            .orElseGet(() -> spinFor(size, Runtime.getRuntime().availableProcessors()));
    try (var launch =
        Launch.prepare(mode, size / inEach, inEach, transport, deadline, spinNanos, workers)) {
      return launch.run(body);
    }
  }

  static long spinFor(int ranks, int processors) {
    return ranks <= processors ? SPIN.toNanos() : 0;
  }

  private void warnIfCrowded(int size) {
    int processors = Runtime.getRuntime().availableProcessors();
    if (size > processors && WARNED.compareAndSet(false, true)) {
      warnings.accept(
          "ranks: "
              + size
              + " (expected: <= "
              + processors
              + ", the processors here); they take turns, which is slower. Said once.");
    }
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: >= 1); a group has at least one rank");
    }
    return value;
  }
}

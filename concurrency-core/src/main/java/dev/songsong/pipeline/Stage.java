// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.Mode;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.pipeline.FailurePolicy.DeadLetter;
import dev.songsong.pipeline.FailurePolicy.Fail;
import dev.songsong.pipeline.FailurePolicy.Skip;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a stage runs: where, how wide, how many items it may hold, and what a failure means.
 *
 * <p>Immutable; each method gives a changed copy. Without more said: {@value #DEFAULT_QUEUE}
 * places, results in the order of the items, a failing item fails the pipeline.
 */
public final class Stage {
  /** How many items a stage may hold when nothing else is said. */
  public static final int DEFAULT_QUEUE = 1024;

  /** How many items a thread takes at most at once when nothing else is said. */
  public static final int DEFAULT_TAKE = 256;

  private final Where where;
  private final int queue;
  private final boolean ordered;
  private final int take;
  private final FailurePolicy onFailure;
  private final Limits limits;

  /** Threads of this JVM, or an executor that is the pipeline's own or the caller's. */
  record Where(Mode mode, int processes, int threads, @Nullable ParallelExecutor executor) {
    int parallelism() {
      return executor != null ? executor.parallelism() : Math.max(1, processes) * threads;
    }

    boolean byExecutor() {
      return executor != null || mode.usesProcesses();
    }
  }

  /** What one item may cost. */
  record Limits(Optional<Duration> time, Optional<Duration> nonBlocking, int attempts) {}

  private Stage(
      Where where, int queue, boolean ordered, int take, FailurePolicy onFailure, Limits limits) {
    this.where = where;
    this.queue = queue;
    this.ordered = ordered;
    this.take = take;
    this.onFailure = onFailure;
    this.limits = limits;
  }

  private static Stage at(Where where) {
    return new Stage(
        where,
        DEFAULT_QUEUE,
        true,
        DEFAULT_TAKE,
        new Fail(),
        new Limits(Optional.empty(), Optional.empty(), 1));
  }

  /** By {@code n} platform threads of this JVM: for work that computes. */
  public static Stage threads(int n) {
    return at(new Where(Mode.THREADS, 0, atLeastOne("threads", n), null));
  }

  /** By {@code n} virtual threads: for work that waits, such as requests. */
  public static Stage virtualThreads(int n) {
    return at(new Where(Mode.VIRTUAL_THREADS, 0, atLeastOne("virtualThreads", n), null));
  }

  /** By {@code n} worker processes: for work that may crash, hang or leak. */
  public static Stage processes(int n) {
    return at(new Where(Mode.PROCESSES, atLeastOne("processes", n), 1, null));
  }

  /** By {@code processes} worker processes with {@code threads} threads each. */
  public static Stage hybrid(int processes, int threads) {
    return at(
        new Where(
            Mode.HYBRID, atLeastOne("processes", processes), atLeastOne("threads", threads), null));
  }

  /** By the caller's executor, which the pipeline doesn't close. */
  public static Stage on(ParallelExecutor executor) {
    return at(new Where(executor.mode(), 0, 1, requireNonNull(executor, "executor")));
  }

  /** How many items may be in the stage: waiting, worked on, or waiting for their turn. */
  public Stage queue(int places) {
    if (places < 1) {
      throw new IllegalArgumentException(
          "queue: " + places + " (expected: >= 1); a stage holds at least the item it works on");
    }
    return new Stage(where, places, ordered, take, onFailure, limits);
  }

  /** Results leave as soon as they are there; a slow item doesn't hold up those behind it. */
  public Stage unordered() {
    return new Stage(where, queue, false, take, onFailure, limits);
  }

  /**
   * At most so many items are taken out of the queue at once, {@value #DEFAULT_TAKE} unless said; 1
   * takes each by itself. A thread never takes more than a quarter of the queue, nor more than
   * about 0.1 ms of work.
   */
  public Stage takingAtMost(int items) {
    return new Stage(where, queue, ordered, atLeastOne("takingAtMost", items), onFailure, limits);
  }

  /** Failing items are counted and left out. */
  public Stage skipFailures() {
    return onFailure(new Skip());
  }

  /** Failing items are counted and given to {@code letters}. */
  public Stage deadLetters(Consumer<? super FailedItem> letters) {
    return onFailure(new DeadLetter(letters));
  }

  /** What becomes of a failing item. */
  public Stage onFailure(FailurePolicy policy) {
    return new Stage(where, queue, ordered, take, requireNonNull(policy, "policy"), limits);
  }

  /**
   * How long one item may take; then its thread is interrupted, or its worker ended, and the item
   * has failed. A thread that ignores the interrupt fails the pipeline.
   */
  public Stage timeLimit(Duration limit) {
    return limits(
        new Limits(Optional.of(positive("timeLimit", limit)), limits.nonBlocking, limits.attempts));
  }

  /**
   * Declares that the work never waits. An item that takes longer than {@code budget} fails the
   * pipeline, with the line of code where it stood. For stages by threads.
   */
  public Stage nonBlocking(Duration budget) {
    if (where.byExecutor()) {
      throw new IllegalArgumentException(
          "nonBlocking: " + where.mode + " (expected: a stage by threads); use timeLimit here");
    }
    return limits(
        new Limits(limits.time, Optional.of(positive("nonBlocking", budget)), limits.attempts));
  }

  /** How often an item may run if its workers die; for work that may safely run twice. */
  public Stage idempotent(int attempts) {
    return limits(new Limits(limits.time, limits.nonBlocking, atLeastOne("idempotent", attempts)));
  }

  private Stage limits(Limits changed) {
    return new Stage(where, queue, ordered, take, onFailure, changed);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name
              + ": "
              + value
              + " (expected: >= 1); Runtime.availableProcessors() is a usual choice");
    }
    return value;
  }

  private static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: > 0); leave it out for no limit");
    }
    return value;
  }

  Where where() {
    return where;
  }

  int places() {
    return queue;
  }

  boolean ordered() {
    return ordered;
  }

  /** Never more than a quarter of the places, so that the stage before isn't starved of them. */
  int take() {
    boolean alone = where.mode == Mode.VIRTUAL_THREADS;
    return alone ? 1 : Math.clamp(queue / 4, 1, take);
  }

  FailurePolicy onFailure() {
    return onFailure;
  }

  Limits limits() {
    return limits;
  }
}

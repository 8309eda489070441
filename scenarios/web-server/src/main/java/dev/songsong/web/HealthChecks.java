// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An application's health checks. Filled by the thread that configures it; then asked by any.
 *
 * <p>A check that hangs is never begun a second time: whoever asks meanwhile waits for the same
 * run, and is told that it hangs. So one stuck database costs one thread, not one with each probe.
 */
final class HealthChecks implements AutoCloseable {
  /** How long a check may take. */
  static final Duration LIMIT = Duration.ofSeconds(1);

  /**
   * What a check said.
   *
   * @param detail what is wrong; empty if nothing
   */
  record Result(boolean up, String detail) {
    static final Result UP = new Result(true, "");

    static Result down(String detail) {
      return new Result(false, detail);
    }
  }

  /** One check, with its run if there is one. */
  private record Probe(
      String name, HealthCheck check, AtomicReference<@Nullable FutureTask<Result>> run) {

    /** The run that is on its way, or a new one. */
    FutureTask<Result> begin() {
      FutureTask<Result> known = run.get();
      if (known != null && !known.isDone()) {
        return known;
      }
      var fresh = new FutureTask<>(this::call);
      if (!run.compareAndSet(known, fresh)) {
        // Somebody else has just begun one.
        return begin();
      }
      Thread.ofVirtual().name("web-health-" + name).start(fresh);
      return fresh;
    }

    private Result call() throws Exception {
      return check.healthy() ? Result.UP : Result.down("");
    }
  }

  private final Map<String, Probe> all = new LinkedHashMap<>();

  void add(String name, HealthCheck check) {
    requireNonNull(check, "check");
    if (name.isBlank()) {
      throw new IllegalArgumentException("health: no name (expected: such as database)");
    }
    if (all.putIfAbsent(name, new Probe(name, check, new AtomicReference<>())) != null) {
      throw new IllegalArgumentException("health: " + name + " (expected: not there yet)");
    }
  }

  /** Asks all at once, and waits no longer than the limit for all together. */
  Map<String, Result> ask(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    var runs = new LinkedHashMap<String, FutureTask<Result>>();
    all.forEach((name, probe) -> runs.put(name, probe.begin()));
    var results = new LinkedHashMap<String, Result>();
    for (var run : runs.entrySet()) {
      results.put(run.getKey(), result(run.getValue(), end, limit));
    }
    return results;
  }

  private static Result result(FutureTask<Result> run, long end, Duration limit)
      throws InterruptedException {
    try {
      return run.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      return Result.down(String.valueOf(e.getCause()));
    } catch (CancellationException e) {
      return Result.down("given up (expected: not while the server closes)");
    } catch (TimeoutException e) {
      return Result.down("no answer (expected: within " + limit.toMillis() + " ms)");
    }
  }

  /** Interrupts those that hang. */
  @Override
  public void close() {
    for (Probe probe : all.values()) {
      FutureTask<Result> run = probe.run().get();
      if (run != null) {
        run.cancel(true);
      }
    }
  }
}

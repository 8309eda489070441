// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.bench;

import dev.songsong.exec.Mode;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.PoolListener;
import dev.songsong.exec.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Measures our worker processes in a JVM of its own, and prints a line a figure. */
final class ExecProbe {
  private static final int WORKERS = 2;
  private static final int TRIPS = 10_000;
  private static final int TASKS = 50_000;
  private static final int WARM_UPS = 2;
  private static final int DEATHS = 5;

  private ExecProbe() {}

  public static void main(String[] args) throws Exception {
    var ready = new Semaphore(0);
    var listener =
        new PoolListener() {
          @Override
          public void workerStarted(String worker, long pid) {
            ready.release();
          }
        };
    print(ExecFigure.COLD, cold());
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES).processes(WORKERS).listener(listener).build()) {
      pool.warmUp();
      // The workers and the spare.
      ready.acquire(WORKERS + 1);
      for (int i = 0; i < WARM_UPS; i++) {
        trips(pool);
        submits(pool);
        mapped(pool);
      }
      print(ExecFigure.ROUND_TRIP, trips(pool));
      print(ExecFigure.SUBMITS, submits(pool));
      print(ExecFigure.MAPPED, mapped(pool));
    }
    print(ExecFigure.SPARE, afterDeath(listener, ready));
  }

  private static double cold() throws Exception {
    long start = System.nanoTime();
    try (var pool = ParallelExecutor.processes(WORKERS)) {
      check(pool.submit(() -> 1).get(), 1);
      return (System.nanoTime() - start) / 1e6;
    }
  }

  /** A pool of one worker, so that the task after a death must go to the spare. */
  private static double afterDeath(PoolListener listener, Semaphore ready) throws Exception {
    var millis = new double[DEATHS];
    ready.drainPermits();
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES).processes(1).listener(listener).build()) {
      pool.warmUp();
      ready.acquire(2);
      for (int i = 0; i < DEATHS; i++) {
        pool.submit(ExecProbe::die).outcome();
        long start = System.nanoTime();
        check(pool.submit(() -> 1).get(), 1);
        millis[i] = (System.nanoTime() - start) / 1e6;
        ready.acquire();
      }
    }
    Arrays.sort(millis);
    return millis[DEATHS / 2];
  }

  private static int die() {
    Runtime.getRuntime().halt(1);
    return 0;
  }

  private static double trips(ParallelExecutor pool) throws Exception {
    var nanos = new long[TRIPS];
    for (int i = 0; i < TRIPS; i++) {
      long start = System.nanoTime();
      check(pool.submit(() -> 1).get(), 1);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[TRIPS / 2] / 1e3;
  }

  private static double submits(ParallelExecutor pool) throws Exception {
    long start = System.nanoTime();
    var tasks = new ArrayList<Task<Integer>>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      int item = i;
      tasks.add(pool.submit(() -> item));
    }
    for (int i = 0; i < TASKS; i++) {
      check(tasks.get(i).get(), i);
    }
    return TASKS / ((System.nanoTime() - start) / 1e9);
  }

  private static double mapped(ParallelExecutor pool) throws Exception {
    List<Integer> items = IntStream.range(0, 2 * TASKS).boxed().toList();
    long start = System.nanoTime();
    List<Outcome<Integer>> outcomes = pool.map(items, item -> item);
    double seconds = (System.nanoTime() - start) / 1e9;
    for (int i = 0; i < outcomes.size(); i++) {
      check(outcomes.get(i).orElseThrow(), i);
    }
    return items.size() / seconds;
  }

  private static void check(int got, int expected) {
    if (got != expected) {
      throw new AssertionError("result: " + got + " (expected: " + expected + ")");
    }
  }

  private static void print(ExecFigure figure, double value) {
    System.out.println(figure + " " + String.format(Locale.ROOT, "%.6g", value));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.exec.Mode;
import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.PoolListener;
import dev.songsong.exec.Task;
import dev.songsong.exec.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Our worker processes. */
final class ExecProbe {
  private static final int WORKERS = 2;
  private static final int CHUNK = 1_000;
  private static final long PACE_NANOS = 1_000_000;

  // Released once for each worker that is ready, by the pool's threads; taken by the main thread.
  private final Semaphore ready = new Semaphore(0);
  private final int tasks;
  private final PoolListener listener =
      new PoolListener() {
        @Override
        public void workerStarted(String worker, long pid) {
          ready.release();
        }
      };

  private ExecProbe(int tasks) {
    this.tasks = tasks;
  }

  public static void main(String[] args) throws Exception {
    switch (Effort.of(args)) {
      case CHECK -> check();
      case QUICK -> new ExecProbe(20_000).measure(1, 3, 1);
      case FULL -> new ExecProbe(50_000).measure(3, 5, 5);
    }
  }

  private static void check() throws Exception {
    try (var pool = ParallelExecutor.processes(WORKERS)) {
      List<Integer> items = IntStream.range(0, 1_000).boxed().toList();
      long squares = 0;
      for (Outcome<Integer> outcome : pool.map(items, item -> item * item)) {
        squares += outcome.orElseThrow();
      }
      Lines.answer("squares", squares);
      var sent = pool.submitAll(TaskOptions.DEFAULT, items, item -> item);
      long sum = 0;
      for (Task<Integer> task : sent) {
        sum += task.get();
      }
      Lines.answer("sum", sum);
    }
  }

  private void measure(int warmUps, int times, int deaths) throws Exception {
    Lines.figure("COLD", cold());
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES).processes(WORKERS).listener(listener).build()) {
      pool.warmUp();
      // The workers and the spare.
      ready.acquire(WORKERS + 1);
      for (int i = 0; i < warmUps; i++) {
        trips(pool, tasks / 10, 0);
        submits(pool);
        mapped(pool, 1);
        mapped(pool, CHUNK);
        chunks(pool);
      }
      Lines.figure("ROUND_TRIP", trips(pool, tasks / 10, 0));
      Lines.figure("PARKED", trips(pool, tasks / 50, PACE_NANOS));
      Lines.figure("SUBMITS", Lines.middle(1, times, () -> submits(pool)));
      Lines.figure("MAPPED", Lines.middle(1, times, () -> mapped(pool, 1)));
      Lines.figure("BATCHED", Lines.middle(1, times, () -> mapped(pool, CHUNK)));
      Lines.figure("CHUNKS", Lines.middle(1, times, () -> chunks(pool)));
    }
    Lines.figure("SPARE", afterDeath(deaths));
  }

  private static double cold() throws Exception {
    long start = System.nanoTime();
    try (var pool = ParallelExecutor.processes(WORKERS)) {
      Lines.check("result", pool.submit(() -> 1).get(), 1);
      return (System.nanoTime() - start) / 1e6;
    }
  }

  /** A pool of one worker, so that the task after a death must go to the spare. */
  private double afterDeath(int deaths) throws Exception {
    var nanos = new long[deaths];
    ready.drainPermits();
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES).processes(1).listener(listener).build()) {
      pool.warmUp();
      ready.acquire(2);
      for (int i = 0; i < deaths; i++) {
        pool.submit(ExecProbe::die).outcome();
        long start = System.nanoTime();
        Lines.check("result", pool.submit(() -> 1).get(), 1);
        nanos[i] = System.nanoTime() - start;
        ready.acquire();
      }
    }
    return Lines.median(nanos) / 1e6;
  }

  private static int die() {
    Runtime.getRuntime().halt(1);
    return 0;
  }

  /** One task there and back after the other, with a pause before each so that workers park. */
  private static double trips(ParallelExecutor pool, int count, long pauseNanos) throws Exception {
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      if (pauseNanos > 0) {
        LockSupport.parkNanos(pauseNanos);
      }
      int item = i;
      long start = System.nanoTime();
      int result = pool.submit(() -> item).get();
      nanos[i] = System.nanoTime() - start;
      Lines.check("result", result, i);
    }
    return Lines.median(nanos) / 1e3;
  }

  private double submits(ParallelExecutor pool) throws Exception {
    long start = System.nanoTime();
    var sent = new ArrayList<Task<Integer>>(tasks);
    for (int i = 0; i < tasks; i++) {
      int item = i;
      sent.add(pool.submit(() -> item));
    }
    var results = new int[tasks];
    for (int i = 0; i < tasks; i++) {
      results[i] = sent.get(i).get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    for (int i = 0; i < tasks; i++) {
      Lines.check("result", results[i], i);
    }
    return tasks / seconds;
  }

  private double mapped(ParallelExecutor pool, int chunk) throws Exception {
    int count = tasks * (chunk == 1 ? 2 : 20);
    List<Integer> items = IntStream.range(0, count).boxed().toList();
    long start = System.nanoTime();
    List<Outcome<Integer>> outcomes =
        chunk == 1 ? pool.map(items, item -> item) : pool.mapInChunks(chunk, items, item -> item);
    double seconds = (System.nanoTime() - start) / 1e9;
    for (int i = 0; i < outcomes.size(); i++) {
      Lines.check("result", outcomes.get(i).orElseThrow(), i);
    }
    return items.size() / seconds;
  }

  /** Arrays of numbers there, the sum of each back: batched by the caller, on both sides. */
  private double chunks(ParallelExecutor pool) throws Exception {
    List<int[]> items =
        IntStream.range(0, tasks / 20)
            .mapToObj(i -> IntStream.range(i * CHUNK, (i + 1) * CHUNK).toArray())
            .toList();
    long start = System.nanoTime();
    List<Outcome<Long>> outcomes = pool.map(items, ExecProbe::sum);
    double seconds = (System.nanoTime() - start) / 1e9;
    for (int i = 0; i < outcomes.size(); i++) {
      long first = (long) i * CHUNK;
      Lines.check("sum", outcomes.get(i).orElseThrow(), first * CHUNK + Lines.sumBelow(CHUNK));
    }
    return (double) items.size() * CHUNK / seconds;
  }

  private static long sum(int[] numbers) {
    long sum = 0;
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }
}

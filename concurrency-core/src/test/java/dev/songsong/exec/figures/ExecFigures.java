// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec.figures;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Measures worker processes in a JVM of its own and prints a line a figure, checked first. */
final class ExecFigures {
  private static final int WORKERS = 2;
  private static final int PARKED_TRIPS = 2_000;
  private static final int TRIPS = 10_000;
  private static final int SUBMITS = 100_000;
  private static final int ITEMS = 300_000;
  private static final int BATCHES = 80;
  private static final int BATCH = 25_000;
  private static final int WARM_UPS = 3;

  private ExecFigures() {}

  public static void main(String[] args) throws Exception {
    try (var pool = ParallelExecutor.processes(WORKERS)) {
      pool.warmUp();
      for (int i = 0; i < WARM_UPS; i++) {
        trips(pool, TRIPS, 0);
        submits(pool);
        mapped(pool);
        batched(pool);
        summed(pool);
      }
      trips(pool, PARKED_TRIPS / 4, 1_000_000);
      print("ROUND_TRIP_PARKED", trips(pool, PARKED_TRIPS, 1_000_000));
      print("ROUND_TRIP", trips(pool, TRIPS, 0));
      print("SUBMITS", median(() -> submits(pool)));
      print("MAPPED", median(() -> mapped(pool)));
      print("BATCHED", median(() -> batched(pool)));
      print("SUMMED", median(() -> summed(pool)));
    }
  }

  private static double median(Callable<Double> measure) throws Exception {
    double[] values = {measure.call(), measure.call(), measure.call()};
    Arrays.sort(values);
    return values[1];
  }

  /** The median in microseconds; with a pause before each both sides have gone to sleep. */
  private static double trips(ParallelExecutor pool, int count, long pauseNanos) throws Exception {
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      if (pauseNanos > 0) {
        LockSupport.parkNanos(pauseNanos);
      }
      long start = System.nanoTime();
      check(pool.submit(() -> 1).get(), 1);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[count / 2] / 1e3;
  }

  private static double submits(ParallelExecutor pool) throws Exception {
    long start = System.nanoTime();
    var tasks = new ArrayList<Task<Integer>>(SUBMITS);
    for (int i = 0; i < SUBMITS; i++) {
      int item = i;
      tasks.add(pool.submit(() -> item));
    }
    for (int i = 0; i < SUBMITS; i++) {
      check(tasks.get(i).get(), i);
    }
    return SUBMITS / ((System.nanoTime() - start) / 1e9);
  }

  private static double mapped(ParallelExecutor pool) throws Exception {
    List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
    long start = System.nanoTime();
    List<Outcome<Integer>> outcomes = pool.map(items, item -> item);
    for (int i = 0; i < outcomes.size(); i++) {
      check(outcomes.get(i).orElseThrow(), i);
    }
    return items.size() / ((System.nanoTime() - start) / 1e9);
  }

  /** A task is a batch: an array of numbers there, one number back. Python's twin maps lists. */
  private static double summed(ParallelExecutor pool) throws Exception {
    List<int[]> batches =
        IntStream.range(0, BATCHES)
            .mapToObj(b -> IntStream.range(b * BATCH, (b + 1) * BATCH).toArray())
            .toList();
    long start = System.nanoTime();
    long sum = 0;
    for (Outcome<Long> outcome :
        pool.map(batches, batch -> IntStream.of(batch).asLongStream().sum())) {
      sum += outcome.orElseThrow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long count = (long) BATCHES * BATCH;
    if (sum != count * (count - 1) / 2) {
      throw new AssertionError("sum: " + sum + " (expected: " + count * (count - 1) / 2 + ")");
    }
    return count / seconds;
  }

  /** As Python's map with chunks: a task is a batch, here an array of numbers there and back. */
  private static double batched(ParallelExecutor pool) throws Exception {
    long start = System.nanoTime();
    List<int[]> batches =
        IntStream.range(0, BATCHES)
            .mapToObj(b -> IntStream.range(b * BATCH, (b + 1) * BATCH).toArray())
            .toList();
    List<Outcome<int[]>> outcomes = pool.map(batches, ExecFigures::same);
    int expected = 0;
    for (Outcome<int[]> outcome : outcomes) {
      for (int got : outcome.orElseThrow()) {
        check(got, expected++);
      }
    }
    return expected / ((System.nanoTime() - start) / 1e9);
  }

  private static int[] same(int[] items) {
    var results = new int[items.length];
    for (int i = 0; i < items.length; i++) {
      results[i] = items[i];
    }
    return results;
  }

  private static void check(int got, int expected) {
    if (got != expected) {
      throw new AssertionError("result: " + got + " (expected: " + expected + ")");
    }
  }

  private static void print(String figure, double value) {
    System.out.printf("%s %.6g%n", figure, value);
  }
}

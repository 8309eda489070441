// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec.figures;

import dev.songsong.exec.ParallelExecutor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A million virtual threads: by a bare executor ({@code raw}) or by ours ({@code ours}). */
final class FanOut {
  private static final int TASKS = 1_000_000;
  private static final int RUNS = 7;
  private static final int WARM_UPS = 3;

  private interface Submit {
    Future<Integer> submit(int item);
  }

  private FanOut() {}

  public static void main(String[] args) throws Exception {
    boolean raw = args[0].equals("raw");
    var seconds = new double[RUNS];
    for (int i = -WARM_UPS; i < RUNS; i++) {
      double took = raw ? raw() : ours();
      if (i >= 0) {
        seconds[i] = took;
      }
    }
    Arrays.sort(seconds);
    System.out.printf("FAN_OUT_%s %.6g%n", raw ? "RAW" : "OURS", seconds[RUNS / 2]);
  }

  private static double raw() throws Exception {
    long start = System.nanoTime();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      gather(item -> pool.submit((Callable<Integer>) () -> item));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double ours() throws Exception {
    long start = System.nanoTime();
    try (var pool = ParallelExecutor.virtualThreads()) {
      gather(item -> pool.submit(() -> item));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void gather(Submit pool) throws Exception {
    var tasks = new ArrayList<Future<Integer>>(TASKS);
    for (int i = 0; i < TASKS; i++) {
      tasks.add(pool.submit(i));
    }
    for (int i = 0; i < TASKS; i++) {
      int got = tasks.get(i).get();
      if (got != i) {
        throw new AssertionError("result: " + got + " (expected: " + i + ")");
      }
    }
  }
}

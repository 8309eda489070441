// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.exec.ParallelExecutor;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** The thread modes, and under {@code raw} what they are made of: the JDK's own executors. */
final class ThreadsProbe {
  private static final int THREADS = 2;

  private ThreadsProbe() {}

  /** One of the pools: what takes a task, and what ends it. */
  private record Pool(Sender sender, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  @FunctionalInterface
  private interface Sender {
    Future<Integer> submit(int item);
  }

  public static void main(String[] args) throws Exception {
    boolean raw = args[0].equals("raw");
    Supplier<Pool> platform =
        raw
            ? () -> raw(Executors.newFixedThreadPool(THREADS))
            : () -> ours(ParallelExecutor.threads(THREADS));
    Supplier<Pool> virtual =
        raw
            ? () -> raw(Executors.newVirtualThreadPerTaskExecutor())
            : () -> ours(ParallelExecutor.virtualThreads());
    switch (Effort.of(args)) {
      case CHECK -> {
        Lines.answer("platform", sum(platform, 1_000));
        Lines.answer("virtual", sum(virtual, 1_000));
      }
      case QUICK -> measure(platform, virtual, 1, 3);
      case FULL -> measure(platform, virtual, 3, 5);
    }
  }

  private static Pool ours(ParallelExecutor pool) {
    return new Pool(item -> pool.submit(() -> item), pool::close);
  }

  private static Pool raw(ExecutorService pool) {
    return new Pool(item -> pool.submit((Callable<Integer>) () -> item), pool::close);
  }

  private static void measure(
      Supplier<Pool> platform, Supplier<Pool> virtual, int warmUps, int times) throws Exception {
    for (int i = 0; i < warmUps; i++) {
      seconds(virtual, 300_000);
    }
    Lines.figure(
        "SUBMITS", Lines.middle(warmUps, times, () -> 500_000 / seconds(platform, 500_000)));
    Lines.figure("FAN_OUT", Lines.middle(0, times, () -> seconds(virtual, 1_000_000) * 1e3));
  }

  /** From an empty heap: a collection in some runs and not in others would be all that is seen. */
  private static double seconds(Supplier<Pool> kind, int tasks) throws Exception {
    System.gc();
    long start = System.nanoTime();
    Lines.check("sum", sum(kind, tasks), Lines.sumBelow(tasks));
    return (System.nanoTime() - start) / 1e9;
  }

  private static long sum(Supplier<Pool> kind, int tasks) throws Exception {
    try (Pool pool = kind.get()) {
      var sent = new ArrayList<Future<Integer>>(tasks);
      for (int i = 0; i < tasks; i++) {
        sent.add(pool.sender().submit(i));
      }
      long sum = 0;
      for (Future<Integer> task : sent) {
        sum += task.get();
      }
      return sum;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import dev.songsong.advice.CostsMeter.Probe;
import dev.songsong.advice.CostsMeter.Unmeasurable;
import dev.songsong.exec.ParallelExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntUnaryOperator;

/** What threads cost in this JVM. */
final class ThreadProbes {
  private static final int STARTS = 300;
  private static final int CALLS = 2000;
  private static final int DIRECT_CALLS = 200_000;
  private static final int WARM_UP = 1000;
  private static final int SWITCHES = 1500;
  private static final int WAITING_THREADS = 200;
  private static final int WAITING_VIRTUAL_THREADS = 20_000;
  private static final int SPINS = 8_000_000;
  private static final int ROUNDS = 7;

  private ThreadProbes() {}

  static void addTo(Map<Cost, Probe> probes) {
    probes.put(Cost.THREAD_START, () -> start(Thread.ofPlatform().daemon().factory()));
    probes.put(Cost.VIRTUAL_START, () -> start(Thread.ofVirtual().factory()));
    probes.put(Cost.CALL_DIRECT, ThreadProbes::callDirect);
    probes.put(Cost.CALL_THREAD, () -> callIn(ParallelExecutor.threads(1)));
    probes.put(Cost.CALL_VIRTUAL, () -> callIn(ParallelExecutor.virtualThreads()));
    probes.put(Cost.SWITCH, ThreadProbes::switching);
    probes.put(Cost.THREAD_MEMORY, ThreadProbes::threadMemory);
    probes.put(Cost.VIRTUAL_MEMORY, ThreadProbes::virtualMemory);
    probes.put(Cost.SPEEDUP, ThreadProbes::speedup);
  }

  private static Figure start(ThreadFactory threads) throws InterruptedException {
    var nanos = new double[STARTS];
    for (int i = -STARTS; i < STARTS; i++) {
      long start = System.nanoTime();
      Thread thread = threads.newThread(() -> {});
      thread.start();
      thread.join();
      nanos[Math.max(0, i)] = System.nanoTime() - start;
    }
    return Figure.of(nanos);
  }

  private static Figure callDirect() {
    IntUnaryOperator step = i -> i * 31 + 7;
    var nanos = new double[ROUNDS];
    int value = 1;
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < DIRECT_CALLS; i++) {
        value = step.applyAsInt(value);
      }
      nanos[Math.max(0, round)] = (System.nanoTime() - start) / (double) DIRECT_CALLS;
    }
    keep(value);
    return Figure.of(nanos);
  }

  private static Figure callIn(ParallelExecutor pool)
      throws InterruptedException, ExecutionException {
    try (pool) {
      return calls(pool, WARM_UP, CALLS);
    }
  }

  /** Empty tasks there and back, one at a time. */
  static Figure calls(ParallelExecutor pool, int warmUp, int calls)
      throws InterruptedException, ExecutionException {
    var nanos = new double[calls];
    for (int i = -warmUp; i < calls; i++) {
      long start = System.nanoTime();
      pool.submit(() -> 0).get();
      nanos[Math.max(0, i)] = System.nanoTime() - start;
    }
    return Figure.of(nanos);
  }

  private static Figure switching() throws InterruptedException {
    var turns = new Turns(Thread.currentThread());
    Thread echo = Thread.ofPlatform().daemon().name("cost-switch").start(turns::answer);
    try {
      var nanos = new double[SWITCHES];
      for (int i = -WARM_UP; i < SWITCHES; i++) {
        long start = System.nanoTime();
        turns.ask(echo);
        // There and back are two switches.
        nanos[Math.max(0, i)] = (System.nanoTime() - start) / 2.0;
      }
      return Figure.of(nanos);
    } finally {
      turns.end(echo);
      echo.join();
    }
  }

  /** Once: threads that come later get the stacks of those that have ended. */
  private static Figure threadMemory() throws InterruptedException, Unmeasurable {
    long before = Resident.bytesOf(ProcessHandle.current().pid());
    var go = new CountDownLatch(1);
    List<Thread> waiting = waiting(Thread.ofPlatform().daemon().factory(), WAITING_THREADS, go);
    try {
      long more = Resident.bytesOf(ProcessHandle.current().pid()) - before;
      return Figure.of(new double[] {Math.max(0, more) / (double) WAITING_THREADS});
    } finally {
      end(waiting, go);
    }
  }

  private static Figure virtualMemory() throws InterruptedException, Unmeasurable {
    var bytes = new double[3];
    for (int i = 0; i < bytes.length; i++) {
      long before = heapInUse();
      var go = new CountDownLatch(1);
      List<Thread> waiting = waiting(Thread.ofVirtual().factory(), WAITING_VIRTUAL_THREADS, go);
      long after = heapInUse();
      end(waiting, go);
      bytes[i] = Math.max(0, after - before) / (double) WAITING_VIRTUAL_THREADS;
    }
    return Figure.of(bytes);
  }

  /**
   * So many threads that wait for the word to go.
   *
   * @throws Unmeasurable if the system has no room for them; those that were started have ended
   */
  static List<Thread> waiting(ThreadFactory factory, int count, CountDownLatch go)
      throws InterruptedException, Unmeasurable {
    var there = new CountDownLatch(count);
    var threads = new ArrayList<Thread>(count);
    boolean all = false;
    try {
      for (int i = 0; i < count; i++) {
        Thread thread = factory.newThread(() -> await(there, go));
        thread.start();
        threads.add(thread);
      }
      there.await();
      all = true;
      return threads;
    } catch (OutOfMemoryError e) {
      end(threads, go);
      throw new Unmeasurable("threads: " + threads.size() + " (expected: room for " + count + ")");
    } finally {
      if (!all) {
        go.countDown();
      }
    }
  }

  private static void await(CountDownLatch there, CountDownLatch go) {
    there.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      // Nobody interrupts it; if somebody did, its end is what they wanted.
    }
  }

  private static void end(List<Thread> threads, CountDownLatch go) throws InterruptedException {
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static long heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Figure speedup() throws InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    timeOf(cores);
    var ratios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      ratios[i] = cores * timeOf(1) / timeOf(cores);
    }
    return Figure.of(ratios);
  }

  private static double timeOf(int threads) throws InterruptedException {
    var running = new ArrayList<Thread>(threads);
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      running.add(Thread.ofPlatform().daemon().name("cost-cpu").start(ThreadProbes::spin));
    }
    for (Thread thread : running) {
      thread.join();
    }
    return System.nanoTime() - start;
  }

  private static void spin() {
    int value = 1;
    for (int i = 0; i < SPINS; i++) {
      value = value * 31 + i;
    }
    keep(value);
  }

  /** Uses a value, so that the compiler can't leave out what made it. */
  private static void keep(int value) {
    if (value == 42) {
      Thread.onSpinWait();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import dev.songsong.advice.CostsMeter.Probe;
import dev.songsong.advice.CostsMeter.Unmeasurable;
import dev.songsong.exec.Mode;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.RemoteCallable;
import dev.songsong.exec.Task;
import dev.songsong.exec.WorkerOptions;
import dev.songsong.memory.SharedBytes;
import dev.songsong.memory.SharedHandle;
import dev.songsong.memory.SharedMemory;
import dev.songsong.memory.SharedMemoryException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What worker processes cost. One worker does for all that doesn't end it. */
final class ProcessProbes implements AutoCloseable {
  private static final int STARTS = 3;
  private static final int CALLS = 2000;
  private static final int WARM_UP = 5000;
  private static final int DEATHS = 3;
  private static final int HAND_OVERS = 15;
  private static final int LARGE_HAND_OVERS = 5;
  private static final int MIB = 1 << 20;
  private static final int MIBS = 1024;
  // More would take seconds, and the time is proportional.
  private static final int MOST_COPIED_MIB = 16;
  // What is copied is there several times: as an array, as bytes on the way, and over there.
  private static final int COPIES = 4;
  private static final long PATIENCE_SECONDS = 10;
  private static final long LOOK_EACH_MICROS = 100;
  private static final WorkerOptions PLAIN =
      WorkerOptions.DEFAULT.withSpares(0).withKillGrace(Duration.ZERO);

  // used by the measuring thread alone
  private @Nullable ParallelExecutor pool;

  void addTo(Map<Cost, Probe> probes) {
    probes.put(Cost.PROCESS_START, ProcessProbes::start);
    probes.put(Cost.CALL_PROCESS, () -> ThreadProbes.calls(pool(), WARM_UP, CALLS));
    probes.put(Cost.COPY_MIB, () -> copy(MIB, HAND_OVERS));
    probes.put(Cost.SHARE_MIB, () -> share(MIB, HAND_OVERS));
    probes.put(Cost.COPY_GIB, this::copyLarge);
    probes.put(Cost.SHARE_GIB, this::shareLarge);
    probes.put(Cost.PROCESS_MEMORY, this::memory);
    probes.put(Cost.KILL, ProcessProbes::kill);
    probes.put(Cost.NOTICE, ProcessProbes::notice);
  }

  private static ParallelExecutor one(WorkerOptions options) {
    return ParallelExecutor.builder(Mode.PROCESSES)
        .processes(1)
        .name("costs")
        .workers(options)
        .build();
  }

  private ParallelExecutor pool() {
    ParallelExecutor made = pool == null ? one(PLAIN) : pool;
    pool = made;
    return made;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.closeNow();
    }
  }

  private static Figure start() throws InterruptedException, ExecutionException {
    var nanos = new double[STARTS];
    // The first pool of a JVM pays for loading the executor's classes.
    for (int i = -1; i < STARTS; i++) {
      long start = System.nanoTime();
      ParallelExecutor fresh = one(PLAIN);
      try {
        fresh.submit(() -> 0).get();
        nanos[Math.max(0, i)] = System.nanoTime() - start;
      } finally {
        fresh.closeNow();
      }
    }
    return Figure.of(nanos);
  }

  private Figure copy(int bytes, int times) throws InterruptedException, ExecutionException {
    var content = new byte[bytes];
    RemoteCallable<Integer> work = () -> content[0] + content[content.length - 1];
    return time(work, times);
  }

  private Figure copyLarge() throws InterruptedException, ExecutionException, Unmeasurable {
    Runtime runtime = Runtime.getRuntime();
    long room = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    int mibs = (int) Math.min(MOST_COPIED_MIB, Long.highestOneBit(room / COPIES / MIB));
    if (mibs < 1) {
      throw new Unmeasurable("heap: " + room + " bytes free (expected: >= " + COPIES * MIB + ")");
    }
    return copy(mibs * MIB, LARGE_HAND_OVERS).times(MIBS / mibs);
  }

  private Figure share(long bytes, int times) throws InterruptedException, ExecutionException {
    try (var memory = SharedMemory.create(bytes)) {
      SharedHandle handle = memory.handle();
      return time(() -> lookAt(handle), times);
    }
  }

  private static int lookAt(SharedHandle handle) {
    try (var memory = SharedMemory.open(handle)) {
      SharedBytes bytes = memory.asBytes();
      return bytes.get(0) + bytes.get(bytes.length() - 1);
    }
  }

  /** The whole where there is room for it, else the largest part; a handle costs the same. */
  private Figure shareLarge() throws InterruptedException, ExecutionException, Unmeasurable {
    for (int mibs = MIBS; mibs > 1; mibs /= 4) {
      try {
        return share((long) mibs * MIB, HAND_OVERS).ofPart(MIBS / mibs);
      } catch (SharedMemoryException noRoom) {
        // A smaller one is tried.
      }
    }
    throw new Unmeasurable("shared memory: no room (expected: 4 MiB)");
  }

  private Figure time(RemoteCallable<Integer> work, int times)
      throws InterruptedException, ExecutionException {
    var nanos = new double[times];
    int warmUp = Math.min(times, LARGE_HAND_OVERS);
    for (int i = -warmUp; i < times; i++) {
      long start = System.nanoTime();
      pool().submit(work).get();
      nanos[Math.max(0, i)] = System.nanoTime() - start;
    }
    return Figure.of(nanos);
  }

  private Figure memory() throws InterruptedException, ExecutionException, Unmeasurable {
    // A worker of its own: the other one has had large things in its heap.
    ParallelExecutor fresh = one(PLAIN);
    try {
      long pid = fresh.submit(() -> ProcessHandle.current().pid()).get();
      return Figure.of(new double[] {Resident.bytesOf(pid)});
    } finally {
      fresh.closeNow();
    }
  }

  private static Figure kill() throws InterruptedException, ExecutionException, Unmeasurable {
    return deaths((task, worker) -> {
      long start = System.nanoTime();
      task.cancel(true);
      awaitEnd(worker);
      return start;
    });
  }

  private static Figure notice() throws InterruptedException, ExecutionException, Unmeasurable {
    return deaths((task, worker) -> {
      long start = System.nanoTime();
      worker.destroyForcibly();
      task.outcome();
      return start;
    });
  }

  /** Ends a worker in the midst of a task. */
  @FunctionalInterface
  private interface End {
    /** Returns, after the end, when it began to bring it about. */
    long bringAbout(Task<Integer> task, ProcessHandle worker)
        throws InterruptedException, Unmeasurable;
  }

  private static Figure deaths(End end)
      throws InterruptedException, ExecutionException, Unmeasurable {
    var nanos = new double[DEATHS];
    ParallelExecutor mortal = one(PLAIN.withSpares(1));
    try {
      for (int i = 0; i < DEATHS; i++) {
        long pid = mortal.submit(() -> ProcessHandle.current().pid()).get();
        Task<Integer> deaf = mortal.submit(ProcessProbes::deaf);
        awaitRunning(mortal, deaf);
        ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
        long start = end.bringAbout(deaf, worker);
        nanos[i] = System.nanoTime() - start;
      }
    } finally {
      mortal.closeNow();
    }
    return Figure.of(nanos);
  }

  /** Waits, whatever comes. */
  private static int deaf() {
    var never = new CountDownLatch(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end) {
      try {
        never.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException ignoredOnPurpose) {
        // This is work that can't be asked to end; its process can be killed.
      }
    }
    return 0;
  }

  private static void awaitRunning(ParallelExecutor pool, Task<?> task)
      throws InterruptedException {
    // Done already means that no worker could be started, which its outcome then tells.
    while (pool.stats().running() == 0 && !task.isDone()) {
      TimeUnit.MICROSECONDS.sleep(LOOK_EACH_MICROS);
    }
  }

  /** Looks again and again: onExit() does too, for a process that is not a child, but seldom. */
  private static void awaitEnd(ProcessHandle worker) throws InterruptedException, Unmeasurable {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (worker.isAlive()) {
      if (System.nanoTime() > end) {
        throw new Unmeasurable("process " + worker.pid() + ": alive (expected: killed)");
      }
      TimeUnit.MICROSECONDS.sleep(LOOK_EACH_MICROS);
    }
  }
}

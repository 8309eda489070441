// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import dev.songsong.advice.Advice.Choice;
import dev.songsong.advice.Advice.Reason;
import dev.songsong.advice.Advice.Value;
import dev.songsong.advice.Cost.Unit;
import dev.songsong.exec.Mode;
import dev.songsong.machine.Machine;
import dev.songsong.machine.WorkerAdvice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/*
 * Threads are right until something speaks for processes that threads can't do at all: surviving native or
 * untrusted code, being killed, a heap of one's own that may overflow alone. Speed is never such a thing in
 * Java, except on several NUMA nodes. What speaks against processes (small tasks, large data, shared state,
 * haste) doesn't outweigh safety: then it is the price, and is said.
 *
 *   needs a wall? ── no ──> waits? ── yes ─> virtual threads
 *        │                    └─ no ──> several nodes and much memory a task? ── yes ─> both
 *        │                                     └─ no ──> threads, one a core
 *        └─ yes ─> must each be killed alone? ── yes ─> processes
 *                     └─ no ──> waits, or more cores than JVMs are sensible? ── yes ─> both
 *                                     └─ no ──> processes
 */

/** The rules, in the order of their weight. */
final class AdviceRules {
  /** From here on a task's memory is its own affair: the one that overflows should fall alone. */
  static final long LARGE_HEAP = 512L << 20;

  /** From here on, a task's data doesn't fit the caches, and on which node it lies matters. */
  static final long LARGE_DATA = 64L << 20;

  /** Above so many cores a JVM for each is too many: their heaps and compilers add up. */
  static final int MANY_CORES = 16;

  /** A hand-over that takes more than this part of a task's time is dear. */
  static final double DEAR = 0.1;

  /** Waits for most of its time: more threads than cores, even in a worker. */
  private static final double LEAST_CPU_SHARE = 0.02;

  private final WorkProfile profile;
  private final Machine machine;
  private final Costs costs;
  private final int cores;
  private final List<Reason> reasons = new ArrayList<>();
  private final List<Reason> changes = new ArrayList<>();

  AdviceRules(WorkProfile profile, Machine machine, Costs costs) {
    this.profile = profile;
    this.machine = machine;
    this.costs = costs;
    this.cores = machine.usableCores();
  }

  Advice advise() {
    return walled() ? walledOff() : together();
  }

  private boolean walled() {
    return profile.risky() || profile.killable() || largeHeap();
  }

  private boolean largeHeap() {
    return profile.heapBytes() >= LARGE_HEAP;
  }

  private Advice together() {
    if (profile.waits()) {
      because(
          "waits", Criterion.BLOCKING, Criterion.BLOCKING.costs(), percent(1 - profile.cpuShare()));
      because("share", Criterion.HANDOVER, calls());
      changeToWalls();
      changeIf("computes", Criterion.CORES, percent(0.5));
      return advice(Choice.THREADS, Mode.VIRTUAL_THREADS, 0, 0);
    }
    int nodes = machine.cpu().packages().orElse(1);
    if (nodes > 1
        && nodes <= cores
        && !profile.sharedState()
        && profile.heapBytes() >= LARGE_DATA) {
      because("nodes", Criterion.MIXED, Criterion.MIXED.costs(), ratio(nodes));
      priceOfProcesses();
      changeIf("small-data", Criterion.MIXED, bytes(LARGE_DATA));
      return advice(Choice.BOTH, Mode.HYBRID, nodes, cores / nodes);
    }
    because("no-lock", Criterion.CORES, Criterion.CORES.costs());
    because(profile.sharedState() ? "shared-state" : "share", Criterion.HANDOVER, calls());
    because("start", Criterion.STARTUP, Criterion.STARTUP.costs());
    because("memory", Criterion.MEMORY, Criterion.MEMORY.costs());
    changeToWalls();
    changeIf("waits", Criterion.BLOCKING, percent(0.5));
    int threads = WorkerAdvice.of(machine).cpuThreads().count();
    return advice(Choice.THREADS, Mode.THREADS, 0, threads);
  }

  private Advice walledOff() {
    explainWall();
    boolean alone = profile.killable() || largeHeap();
    int mostProcesses = processesThatFit();
    boolean tooMany = cores > MANY_CORES || mostProcesses < cores;
    Choice choice = !alone && (profile.waits() || tooMany) ? Choice.BOTH : Choice.PROCESSES;
    int processes = mostProcesses;
    int threads = 1;
    if (choice == Choice.BOTH) {
      processes = Math.min(mostProcesses, WorkerAdvice.hybridProcesses(cores));
      threads = Math.max(2, threadsIn(processes));
      if (profile.waits()) {
        because("wall-waits", Criterion.BLOCKING, List.of(Cost.SWITCH), ratio(threads));
      } else {
        because(
            "wall-many",
            Criterion.MIXED,
            Criterion.MIXED.costs(),
            ratio(processes),
            ratio(threads));
      }
    } else if (mostProcesses < cores) {
      because("memory-bound", Criterion.MEMORY, List.of(Cost.PROCESS_MEMORY), ratio(mostProcesses));
    }
    if (profile.sharedState()) {
      because("state-stays", Criterion.HANDOVER, List.of(Cost.SHARE_MIB, Cost.COPY_MIB));
    }
    priceOfProcesses();
    changeToThreads();
    return advice(choice, choice == Choice.BOTH ? Mode.HYBRID : Mode.PROCESSES, processes, threads);
  }

  private int threadsIn(int processes) {
    int each = Math.max(1, cores / processes);
    double computes = Math.max(LEAST_CPU_SHARE, profile.cpuShare());
    return profile.waits() ? WorkerAdvice.blockingThreads(each, (1 - computes) / computes) : each;
  }

  private void explainWall() {
    if (profile.nativeCode()) {
      because("native", Criterion.ISOLATION, Criterion.ISOLATION.costs());
    }
    if (profile.untrusted()) {
      because("untrusted", Criterion.ISOLATION, Criterion.ISOLATION.costs());
    }
    if (profile.killable()) {
      because("killable", Criterion.KILL, Criterion.KILL.costs());
    }
    if (largeHeap()) {
      because("heap", Criterion.ISOLATION, Criterion.ISOLATION.costs(), bytes(profile.heapBytes()));
    }
  }

  /** What leaving the JVM costs this work, where it was measured. */
  private void priceOfProcesses() {
    OptionalDouble handOver = handOver();
    if (handOver.isPresent()) {
      double part = handOver.getAsDouble() / profile.taskTime().toNanos();
      because(
          part > DEAR ? "dear" : "cheap",
          Criterion.HANDOVER,
          List.of(Cost.CALL_PROCESS, Cost.COPY_MIB),
          nanos(handOver.getAsDouble()),
          nanos(profile.taskTime().toNanos()));
      if (part > DEAR) {
        changeIf("larger-tasks", Criterion.HANDOVER, nanos(handOver.getAsDouble() / DEAR));
      }
    }
    costs
        .median(Cost.PROCESS_START)
        .ifPresent(start -> {
          if (start > profile.startUp().toNanos()) {
            because(
                "slow-start",
                Criterion.STARTUP,
                List.of(Cost.PROCESS_START),
                nanos(profile.startUp().toNanos()));
          }
        });
  }

  /** Time to give a task to a worker and take its result, its data copied. */
  private OptionalDouble handOver() {
    OptionalDouble call = costs.median(Cost.CALL_PROCESS);
    OptionalDouble mib = costs.median(Cost.COPY_MIB);
    if (call.isEmpty() || mib.isEmpty()) {
      return OptionalDouble.empty();
    }
    double mibs = (profile.bytesIn() + profile.bytesOut()) / (double) (1 << 20);
    double copy = Math.max(0, mib.getAsDouble() - call.getAsDouble());
    return OptionalDouble.of(call.getAsDouble() + mibs * copy);
  }

  private int processesThatFit() {
    int advised = WorkerAdvice.of(machine).cpuProcesses().count();
    if (!largeHeap()) {
      return advised;
    }
    long each = profile.heapBytes() + WorkerAdvice.WORKER_BYTES;
    return Math.clamp(WorkerAdvice.freeBytes(machine) / each, 1, advised);
  }

  private void changeToWalls() {
    changeIf("risk", Criterion.ISOLATION);
    changeIf("kill", Criterion.KILL);
    changeIf("large-heap", Criterion.ISOLATION, bytes(LARGE_HEAP));
  }

  private void changeToThreads() {
    changeIf("no-wall", Criterion.ISOLATION);
  }

  private Advice advice(Choice choice, Mode mode, int processes, int threads) {
    int heapMiB = mode.usesProcesses() && largeHeap() ? (int) (profile.heapBytes() >> 20) : 0;
    return new Advice(choice, mode, processes, threads, heapMiB, reasons, changes);
  }

  private List<Cost> calls() {
    return List.of(
        Cost.CALL_THREAD, Cost.CALL_PROCESS, Cost.COPY_MIB, Cost.COPY_GIB, Cost.SHARE_GIB);
  }

  private void because(String key, Criterion criterion, List<Cost> backing, Value... values) {
    List<Cost> measured = backing.stream().filter(cost -> costs.figure(cost).isPresent()).toList();
    reasons.add(new Reason("advice." + key, criterion, Arrays.asList(values), measured));
  }

  private void changeIf(String key, Criterion criterion, Value... values) {
    changes.add(new Reason("change." + key, criterion, Arrays.asList(values), List.of()));
  }

  private static Value ratio(double number) {
    return new Value(number, Unit.RATIO);
  }

  private static Value percent(double share) {
    return ratio(100 * share);
  }

  private static Value nanos(double number) {
    return new Value(number, Unit.NANOS);
  }

  private static Value bytes(double number) {
    return new Value(number, Unit.BYTES);
  }
}

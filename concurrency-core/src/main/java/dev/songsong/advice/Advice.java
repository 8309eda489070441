// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.Mode;
import dev.songsong.machine.Machine;
import java.util.List;

/**
 * Which mode suits a kind of work on a machine, with how many workers, why, and what would change
 * it.
 *
 * <p>A pure function: equal profiles, machines and costs give equal advice.
 *
 * @param choice threads, processes, or both
 * @param mode the executor's mode
 * @param processes worker processes; 0 with threads alone
 * @param threads threads in this JVM or in each worker; 0 for a virtual thread a task
 * @param heapMiB what to give to each worker as its heap; 0 for its share of the budget
 * @param reasons why, the weightiest first
 * @param changes what would change it
 */
public record Advice(
    Choice choice,
    Mode mode,
    int processes,
    int threads,
    int heapMiB,
    List<Reason> reasons,
    List<Reason> changes) {

  /** What the third question asks. */
  public enum Choice {
    /** Threads of one JVM, platform or virtual. */
    THREADS,
    /** Worker processes that run one task at a time. */
    PROCESSES,
    /** Worker processes with several threads each. */
    BOTH
  }

  /**
   * A sentence in any language.
   *
   * @param key names the sentence in the readers' resource bundles
   * @param criterion what it is an instance of, which has the source
   * @param values fill it, in order: {@link Value}s
   * @param costs the figures that back it
   */
  public record Reason(String key, Criterion criterion, List<Value> values, List<Cost> costs) {
    /** Copies the lists. */
    public Reason {
      values = List.copyOf(values);
      costs = List.copyOf(costs);
    }
  }

  /** A number in a sentence, to be written with its unit as the reader's language does. */
  public record Value(double number, Cost.Unit unit) {}

  /** Copies the lists. */
  public Advice {
    reasons = List.copyOf(reasons);
    changes = List.copyOf(changes);
  }

  /**
   * Advises.
   *
   * @param costs what was measured on that machine, or {@link Costs#NONE}
   */
  public static Advice of(WorkProfile profile, Machine machine, Costs costs) {
    return new AdviceRules(
            requireNonNull(profile, "profile"),
            requireNonNull(machine, "machine"),
            requireNonNull(costs, "costs"))
        .advise();
  }

  /** The line of Java that makes the executor. */
  public String code() {
    if (heapMiB > 0) {
      return "ParallelExecutor.builder(Mode."
          + mode
          + ").processes("
          + processes
          + ")"
          + (mode == Mode.HYBRID ? ".threads(" + threads + ")" : "")
          + ".workers(WorkerOptions.DEFAULT.withHeapMiB("
          + heapMiB
          + ")).build()";
    }
    return "ParallelExecutor."
        + switch (mode) {
          case THREADS -> "threads(" + threads + ")";
          case VIRTUAL_THREADS -> "virtualThreads()";
          case PROCESSES -> "processes(" + processes + ")";
          case HYBRID -> "hybrid(" + processes + ", " + threads + ")";
        };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How worker processes are started, and when they are replaced.
 *
 * @param heapMiB each worker's largest heap in MiB; 0 for its share of the budget
 * @param jvmArgs further options for the worker's {@code java}
 * @param allowedPackages packages, with those below them, whose classes may cross between the
 *     processes besides the JDK's value types and the task's own code source
 * @param maxTasks a worker is replaced after so many tasks; 0 for never
 * @param maxResidentMiB a worker is replaced when idle and larger than this; 0 for never
 * @param spares started workers kept ready to stand in for one that dies
 * @param startTimeout how long a worker may take to report itself ready, and later to say that it
 *     has begun a task it was sent
 * @param killGrace how long interrupted work has before TERM, and again before KILL
 */
public record WorkerOptions(
    int heapMiB,
    List<String> jvmArgs,
    List<String> allowedPackages,
    int maxTasks,
    int maxResidentMiB,
    int spares,
    Duration startTimeout,
    Duration killGrace) {

  /** Heap from the budget, no recycling, one spare, 30 s to start, 200 ms of grace. */
  public static final WorkerOptions DEFAULT =
      new WorkerOptions(
          0, List.of(), List.of(), 0, 0, 1, Duration.ofSeconds(30), Duration.ofMillis(200));

  static final String PRELOAD = "songsong.worker.preload";

  /** Checks the values and copies the lists. */
  public WorkerOptions {
    jvmArgs = List.copyOf(jvmArgs);
    allowedPackages = List.copyOf(allowedPackages);
    atLeastZero("heapMiB", heapMiB);
    atLeastZero("maxTasks", maxTasks);
    atLeastZero("maxResidentMiB", maxResidentMiB);
    atLeastZero("spares", spares);
    if (!startTimeout.isPositive()) {
      throw new IllegalArgumentException("startTimeout: " + startTimeout + " (expected: > 0)");
    }
    if (killGrace.isNegative()) {
      throw new IllegalArgumentException("killGrace: " + killGrace + " (expected: >= 0)");
    }
  }

  private static void atLeastZero(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }

  /** These options with a heap of so many MiB a worker. */
  public WorkerOptions withHeapMiB(int heapMiB) {
    return new WorkerOptions(
        heapMiB,
        jvmArgs,
        allowedPackages,
        maxTasks,
        maxResidentMiB,
        spares,
        startTimeout,
        killGrace);
  }

  /** These options with further arguments for the worker's {@code java}, after those it has. */
  public WorkerOptions withJvmArgs(String... args) {
    var more = new ArrayList<>(jvmArgs);
    more.addAll(List.of(args));
    return new WorkerOptions(
        heapMiB, more, allowedPackages, maxTasks, maxResidentMiB, spares, startTimeout, killGrace);
  }

  /**
   * These options with a class that each worker initialises before it is ready: for libraries that
   * take long to load. Its time counts as the worker's start, not as the first task's.
   */
  public WorkerOptions preload(Class<?> type) {
    return withJvmArgs("-D" + PRELOAD + "=" + type.getName());
  }

  /** These options with one more package that may cross between the processes. */
  public WorkerOptions allow(String packageName) {
    var more = new ArrayList<>(allowedPackages);
    more.add(packageName);
    return new WorkerOptions(
        heapMiB, jvmArgs, more, maxTasks, maxResidentMiB, spares, startTimeout, killGrace);
  }

  /** These options with workers replaced after so many tasks or when larger than so many MiB. */
  public WorkerOptions recycledAfter(int maxTasks, int maxResidentMiB) {
    return new WorkerOptions(
        heapMiB,
        jvmArgs,
        allowedPackages,
        maxTasks,
        maxResidentMiB,
        spares,
        startTimeout,
        killGrace);
  }

  /** These options with so many started workers in reserve. */
  public WorkerOptions withSpares(int spares) {
    return new WorkerOptions(
        heapMiB,
        jvmArgs,
        allowedPackages,
        maxTasks,
        maxResidentMiB,
        spares,
        startTimeout,
        killGrace);
  }

  /** These options with another patience for a worker to get ready, or to begin a task. */
  public WorkerOptions withStartTimeout(Duration startTimeout) {
    return new WorkerOptions(
        heapMiB,
        jvmArgs,
        allowedPackages,
        maxTasks,
        maxResidentMiB,
        spares,
        startTimeout,
        killGrace);
  }

  /** These options with another grace before TERM and KILL. */
  public WorkerOptions withKillGrace(Duration killGrace) {
    return new WorkerOptions(
        heapMiB,
        jvmArgs,
        allowedPackages,
        maxTasks,
        maxResidentMiB,
        spares,
        startTimeout,
        killGrace);
  }
}

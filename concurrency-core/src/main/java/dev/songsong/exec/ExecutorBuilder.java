// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

/** Says what a pool shall be like; not thread-safe. */
public final class ExecutorBuilder {
  private final Mode mode;
  private String name = "pool";
  private int processes = PoolSize.FROM_BUDGET;
  private int threads = PoolSize.FROM_BUDGET;
  private int cores = PoolSize.FROM_BUDGET;
  private WorkerOptions workers = WorkerOptions.DEFAULT;
  private PoolListener listener = Events.NOBODY;

  ExecutorBuilder(Mode mode) {
    this.mode = requireNonNull(mode, "mode");
  }

  /** The pool's name, used for threads, workers and messages. */
  public ExecutorBuilder name(String name) {
    this.name = requireNonNull(name, "name");
    return this;
  }

  /**
   * How many worker processes; for {@link Mode#PROCESSES} and {@link Mode#HYBRID}. Left out, the
   * budget says.
   */
  public ExecutorBuilder processes(int processes) {
    this.processes = atLeastOne("processes", processes);
    return this;
  }

  /**
   * How many threads, in this JVM or in each worker; for {@link Mode#THREADS} and {@link
   * Mode#HYBRID}. Left out, the budget says.
   */
  public ExecutorBuilder threads(int threads) {
    this.threads = atLeastOne("threads", threads);
    return this;
  }

  /**
   * How many cores the pool takes from the {@link dev.songsong.machine.Budget}: one for each task
   * that it runs at once, unless its tasks make pools of their own and shall have more for them.
   */
  public ExecutorBuilder cores(int cores) {
    this.cores = atLeastOne("cores", cores);
    return this;
  }

  /** How workers are started and replaced. */
  public ExecutorBuilder workers(WorkerOptions workers) {
    this.workers = requireNonNull(workers, "workers");
    return this;
  }

  /** Who is told what happens. */
  public ExecutorBuilder listener(PoolListener listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /** Makes the pool and takes its share; nothing is started before the first task. */
  public ParallelExecutor build() {
    var size = PoolSize.of(mode, name, processes, threads, cores);
    return new Pool(mode, name, size, workers, listener);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name
              + ": "
              + value
              + " (expected: >= 1); leave the number out to take what the budget has free");
    }
    return value;
  }
}

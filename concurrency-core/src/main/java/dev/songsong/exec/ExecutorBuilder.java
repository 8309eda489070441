// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

/** Says what a pool shall be like; not thread-safe. */
public final class ExecutorBuilder {
  private final Mode mode;
  private String name = "pool";
  private int processes = 1;
  private int threads = 1;
  private WorkerOptions workers = WorkerOptions.DEFAULT;
  private PoolListener listener = new PoolListener() {};

  ExecutorBuilder(Mode mode) {
    this.mode = requireNonNull(mode, "mode");
  }

  /** The pool's name, used for threads, workers and messages. */
  public ExecutorBuilder name(String name) {
    this.name = requireNonNull(name, "name");
    return this;
  }

  /** How many worker processes; for {@link Mode#PROCESSES} and {@link Mode#HYBRID}. */
  public ExecutorBuilder processes(int processes) {
    this.processes = atLeastOne("processes", processes);
    return this;
  }

  /**
   * How many threads, in this JVM or in each worker; for {@link Mode#THREADS} and {@link
   * Mode#HYBRID}.
   */
  public ExecutorBuilder threads(int threads) {
    this.threads = atLeastOne("threads", threads);
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

  /** Makes the pool; nothing is started before the first task. */
  public ParallelExecutor build() {
    return switch (mode) {
      case THREADS -> new Pool(mode, name, 0, threads, workers, listener);
      case VIRTUAL_THREADS -> new Pool(mode, name, 0, Integer.MAX_VALUE, workers, listener);
      case PROCESSES -> new Pool(mode, name, processes, 1, workers, listener);
      case HYBRID -> new Pool(mode, name, processes, threads, workers, listener);
    };
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name
              + ": "
              + value
              + " (expected: >= 1); Runtime.availableProcessors() is a usual choice");
    }
    return value;
  }
}

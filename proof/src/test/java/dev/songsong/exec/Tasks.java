// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.machine.Budget;

/** Tasks of a pool that runs none of them: the proofs are the runners. */
final class Tasks {
  private static final Pool POOL =
      new Pool(
          Mode.THREADS,
          "proof",
          new PoolSize(0, 1, Budget.current(), () -> {}),
          WorkerOptions.DEFAULT,
          new PoolListener() {});

  private Tasks() {}

  static PooledTask<Integer> task(long id) {
    return new PooledTask<>(POOL, id, TaskOptions.DEFAULT, Job.here(() -> 1));
  }

  static PooledTask<Integer> taken() {
    PooledTask<Integer> task = task(1);
    task.take(runner());
    return task;
  }

  /** A runner that stops nothing. */
  static Runner runner() {
    return new Runner() {
      @Override
      public String runnerName() {
        return "proof";
      }

      @Override
      public void stop(PooledTask<?> task) {}
    };
  }
}

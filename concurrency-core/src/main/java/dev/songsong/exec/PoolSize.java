// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.machine.Budget;
import dev.songsong.machine.WorkerAdvice;

/**
 * How large a pool is, and the share of the budget that it holds for that.
 *
 * @param processes worker processes; 0 in thread modes
 * @param threadsEach threads, in this JVM or in each worker
 * @param budget what its threads or workers have together
 * @param giveBack ends its holding of that share
 */
record PoolSize(int processes, int threadsEach, Budget budget, Runnable giveBack) {
  /** Stands for a number that was not given. */
  static final int FROM_BUDGET = 0;

  /**
   * Takes a pool's share from the calling thread's budget.
   *
   * @param cores how many cores to take; each number may be {@link #FROM_BUDGET}
   */
  static PoolSize of(Mode mode, String name, int processes, int threads, int cores) {
    Budget current = Budget.current();
    if (mode == Mode.VIRTUAL_THREADS) {
      // They wait, so they hold no cores; and pools that their tasks make share with their maker.
      return new PoolSize(0, Integer.MAX_VALUE, current, () -> {});
    }
    int product = product(mode, processes, threads);
    int asked = cores > 0 ? cores : product;
    String who = "pool " + name;
    Budget.Lease lease = asked > 0 ? current.lease(who, asked) : current.lease(who);
    Budget share = lease.budget();
    int workers = mode.usesProcesses() ? workers(mode, processes, threads, share) : 0;
    int each =
        threads > 0 ? threads : Math.max(1, share.cores() / (mode == Mode.HYBRID ? workers : 1));
    return new PoolSize(workers, mode == Mode.PROCESSES ? 1 : each, share, lease::close);
  }

  private static int product(Mode mode, int processes, int threads) {
    return switch (mode) {
      case THREADS, VIRTUAL_THREADS -> threads;
      case PROCESSES -> processes;
      case HYBRID -> product(processes, threads);
    };
  }

  private static int product(int processes, int threads) {
    long product = (long) processes * threads;
    if (product > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "processes x threads: "
              + processes
              + " x "
              + threads
              + " (expected: at most "
              + Integer.MAX_VALUE
              + " in all); take fewer of one");
    }
    return (int) product;
  }

  private static int workers(Mode mode, int processes, int threads, Budget share) {
    if (processes > 0) {
      return processes;
    }
    int most = share.processes();
    if (mode == Mode.PROCESSES) {
      return most;
    }
    int wanted =
        threads > 0
            ? Math.max(1, share.cores() / threads)
            : WorkerAdvice.hybridProcesses(share.cores());
    return Math.min(most, wanted);
  }

  /** How many tasks run at once. */
  int parallelism() {
    return processes > 0 ? product(processes, threadsEach) : threadsEach;
  }

  /** What each worker process has. */
  Budget worker() {
    return budget.worker(processes);
  }
}

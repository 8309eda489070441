// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How many threads and processes to give to work on a machine, each with its reason: a starting
 * point, to be corrected by measuring.
 *
 * @param cpuThreads threads for work that computes all the time
 * @param cpuProcesses worker processes for such work
 * @param blockingThreads threads for work that waits nine tenths of its time
 * @param blockingProcesses worker processes for such work
 */
public record WorkerAdvice(
    Recommendation cpuThreads,
    Recommendation cpuProcesses,
    Recommendation blockingThreads,
    Recommendation blockingProcesses) {

  /** Memory that a worker JVM with a small heap needs: the JVM's own part, the heap, its stacks. */
  public static final long WORKER_BYTES = 512L << 20;

  /** Waiting time per computing time that {@link #blockingThreads()} assumes. */
  public static final double WAIT_PER_COMPUTE = 9;

  /** Why a number was chosen. */
  public enum Reason {
    /** Each logical processor is a core of its own, or nothing is known about sharing. */
    ONE_PER_PROCESSOR,
    /**
     * Two hardware threads share a core: a second thread computes while the first waits for data.
     */
    HARDWARE_THREADS,
    /** Two processes on one core would share its caches with two heaps. */
    ONE_PER_CORE,
    /** The container's quota is smaller than the machine. */
    QUOTA,
    /** The container's processor set is smaller than the machine. */
    CPUSET,
    /** Affinity or a JVM option is smaller than the machine. */
    JVM_LIMIT,
    /** Memory runs out before cores do. */
    MEMORY,
    /** Waiting holds no core, so a thread a task, which virtual threads make cheap. */
    THREAD_PER_TASK,
    /** Waiting holds no core, so a second process adds nothing but its memory. */
    ONE_SUFFICES
  }

  /**
   * A number of workers.
   *
   * @param count how many
   * @param reason why, for programs
   * @param why why, for people, in English
   */
  public record Recommendation(int count, Reason reason, String why) {}

  /** What to use on {@code machine}; depends on nothing else. */
  public static WorkerAdvice of(Machine machine) {
    return new WorkerAdvice(
        cpuThreads(machine),
        cpuProcesses(machine),
        blocking(machine),
        new Recommendation(
            1,
            Reason.ONE_SUFFICES,
            "a waiting task holds no core; a second process would only add its memory,"
                + " so take more for isolation, not for speed"));
  }

  /**
   * Platform threads that keep {@code cores} busy when tasks wait: cores x (1 + wait / compute).
   *
   * @see <a href="https://jcip.net/">Goetz et al., Java Concurrency in Practice, 8.2</a>
   */
  public static int blockingThreads(int cores, double waitPerCompute) {
    if (cores < 1 || !(waitPerCompute >= 0)) {
      throw new IllegalArgumentException(
          "cores, waitPerCompute: %d, %s (expected: 1 or more, 0 or more)"
              .formatted(cores, waitPerCompute));
    }
    return (int) Math.min(Integer.MAX_VALUE, Math.round(cores * (1 + waitPerCompute)));
  }

  /**
   * Worker processes for {@code cores} cores when each worker runs several threads: as many as
   * there are threads in each, so that neither a death costs many tasks nor many heaps fill memory.
   */
  public static int hybridProcesses(int cores) {
    if (cores < 1) {
      throw new IllegalArgumentException("cores: " + cores + " (expected: 1 or more)");
    }
    return (int) Math.sqrt(cores);
  }

  private static Recommendation cpuThreads(Machine machine) {
    int usable = machine.usableCores();
    int logical = machine.cpu().logicalProcessors();
    if (usable < logical) {
      return limited(machine, usable);
    }
    int cores = machine.cpu().physicalCores().orElse(logical);
    return cores < logical
        ? new Recommendation(
            usable,
            Reason.HARDWARE_THREADS,
            "%d cores run %d hardware threads: the second one of a core computes while the first"
                    .formatted(cores, logical)
                + " waits for memory")
        : new Recommendation(
            usable,
            Reason.ONE_PER_PROCESSOR,
            "one thread keeps a core busy; more than %d would only take turns".formatted(usable));
  }

  private static Recommendation cpuProcesses(Machine machine) {
    int usable = machine.usableCores();
    int logical = machine.cpu().logicalProcessors();
    int cores = machine.cpu().physicalCores().orElse(logical);
    int byCores = Math.min(usable, cores);
    long byMemory = Math.max(1, freeBytes(machine) / WORKER_BYTES);
    if (byMemory < byCores) {
      return new Recommendation(
          (int) byMemory,
          Reason.MEMORY,
          "%s are free, and a worker JVM takes about %d MiB"
              .formatted(gib(freeBytes(machine)), WORKER_BYTES >> 20));
    }
    if (usable < logical && byCores == usable) {
      return limited(machine, usable);
    }
    return byCores < usable
        ? new Recommendation(
            byCores,
            Reason.ONE_PER_CORE,
            "two processes on one core would share its caches with two heaps; give each %d threads"
                .formatted(Math.ceilDiv(usable, byCores)))
        : new Recommendation(
            byCores,
            Reason.ONE_PER_PROCESSOR,
            "one process keeps a core busy; more than %d would only take turns".formatted(byCores));
  }

  private static Recommendation blocking(Machine machine) {
    int cores = machine.usableCores();
    int count = blockingThreads(cores, WAIT_PER_COMPUTE);
    return new Recommendation(
        count,
        Reason.THREAD_PER_TASK,
        "a waiting task holds no core: %d platform threads when tasks wait nine tenths of their time"
                .formatted(count)
            + " (%d x (1 + 9)), or a virtual thread for each task".formatted(cores));
  }

  private static Recommendation limited(Machine machine, int usable) {
    int logical = machine.cpu().logicalProcessors();
    var limits = machine.container();
    if (Math.ceil(limits.cpuQuota().orElse(logical)) <= usable) {
      return new Recommendation(
          usable,
          Reason.QUOTA,
          "the container's quota is %s of %d cores"
              .formatted(number(limits.cpuQuota().getAsDouble()), logical));
    }
    if (limits.cpuset().orElse(logical) <= usable) {
      return new Recommendation(
          usable,
          Reason.CPUSET,
          "the container may run on %d of %d logical processors".formatted(usable, logical));
    }
    return new Recommendation(
        usable,
        Reason.JVM_LIMIT,
        "the JVM may use %d of %d logical processors (affinity or -XX:ActiveProcessorCount)"
            .formatted(usable, logical));
  }

  /** Memory that workers may fill now, in bytes; all that is usable when the system doesn't say. */
  public static long freeBytes(Machine machine) {
    OptionalLong available = machine.memory().availableBytes();
    return Math.min(available.orElse(Long.MAX_VALUE), machine.usableMemory());
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }

  private static String number(double cores) {
    var rounded = BigDecimal.valueOf(cores).setScale(2, RoundingMode.HALF_UP);
    return rounded.stripTrailingZeros().toPlainString();
  }
}

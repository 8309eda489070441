// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/*
 * A tree of accounts. The root is what the JVM may use; a lease cuts a part out of an account until it is
 * closed; a split cuts a part into equal ones, one for each thread or worker of a pool.
 *
 *   root, 4 cores ── lease "pool", 4 ── split(2) ── worker 1: its JVM's root, 2 cores ── split(2) ── ...
 *                                              └── worker 2: its JVM's root, 2 cores ── split(2) ── ...
 *
 * Invariants: whoever takes a share gets at least one core, so nobody waits for a share; a share without a
 * number is never more than what is free, except for that one core; the parts of a split are not more than the
 * whole, except for that one core each. Only numbers that somebody wrote down can go beyond, and those are
 * granted and warned of, because work that waits may rightly have more threads than cores.
 *
 * Memory follows cores: a share of half of the cores is a share of half of the memory. The worker JVMs of a
 * share get a quarter of its memory as their heaps, as a JVM by itself takes a quarter of its machine; what a
 * worker has for workers of its own is its heap. So however deep they are nested, all heaps together stay
 * below 1/4 + 1/4 + 1/16 + ... = 7/12 of the memory.
 */

/**
 * A share of this machine's cores and memory: one split over all pools of a JVM and of its workers.
 *
 * <p>{@link #current()} is what the calling thread may use: the whole JVM's, or in a task its part
 * of what its pool has. A pool that is made without a size takes what is free in it, and gives it
 * back when it is closed. Thread-safe.
 */
public final class Budget {
  private static final System.Logger LOG = System.getLogger(Budget.class.getName());
  private static final ScopedValue<Budget> MINE = ScopedValue.newInstance();
  // A JVM takes so much of its memory as heap, if it isn't told: the workers together do the same.
  private static final int HEAP_PART = 4;
  private static final long LEAST_HEAP_MIB = 32;

  private final Means means;
  private final int cores;
  private final double memoryShare;
  // Written once, by the first that takes more than there is; one for the whole tree.
  private final AtomicBoolean warned;
  private final Consumer<String> warnings;
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock; may exceed cores
  private long taken;
  // Made once: a pool may run a million bodies in one budget.
  private final ScopedValue.Carrier mine = ScopedValue.where(MINE, this);

  private Budget(Means means, AtomicBoolean warned, Consumer<String> warnings) {
    this(means, means.cores(), 1, warned, warnings);
  }

  private Budget(
      Means means, int cores, double memoryShare, AtomicBoolean warned, Consumer<String> warnings) {
    this.means = means;
    this.cores = cores;
    this.memoryShare = memoryShare;
    this.warned = warned;
    this.warnings = warnings;
  }

  /** The JVM's account, made when it is first asked for. */
  private static final class Jvm {
    static final Budget ROOT =
        new Budget(new Means.OfJvm(), new AtomicBoolean(), text -> LOG.log(Level.WARNING, text));
  }

  /** Cores that were taken, until this is closed. */
  public static final class Lease implements AutoCloseable {
    private final Budget from;
    private final int asked;
    private final Budget share;
    // set by whoever closes first
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lease(Budget from, int asked, Budget share) {
      this.from = from;
      this.asked = asked;
      this.share = share;
    }

    /** What was granted: an account of its own. */
    public Budget budget() {
      return share;
    }

    /** Gives the cores back. Idempotent. */
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        from.giveBack(asked);
      }
    }
  }

  /** What the calling thread may use. */
  public static Budget current() {
    return MINE.isBound() ? MINE.get() : Jvm.ROOT;
  }

  /** The budget of a JVM on that machine, for planning; nothing is taken from this JVM's. */
  public static Budget of(Machine machine) {
    return of(machine, text -> LOG.log(Level.WARNING, text));
  }

  static Budget of(Machine machine, Consumer<String> warnings) {
    return new Budget(
        new Means.OfMachine(requireNonNull(machine, "machine")), new AtomicBoolean(), warnings);
  }

  /** The cores of this share; at least 1. */
  public int cores() {
    return cores;
  }

  /** The memory of this share, in bytes. */
  public long memoryBytes() {
    return Math.round(means.memoryBytes() * memoryShare);
  }

  /** Cores that nobody has taken; 0 when all are in use. */
  public int freeCores() {
    lock.lock();
    try {
      return (int) Math.max(0, cores - taken);
    } finally {
      lock.unlock();
    }
  }

  /** How many worker processes these cores and the free memory are good for: at most one a core. */
  public int processes() {
    return cores == 1 ? 1 : Math.min(cores, means.processes());
  }

  /**
   * Takes what is free, at least one core.
   *
   * @param who for the warning when nothing was free
   */
  public Lease lease(String who) {
    return take(who, 0);
  }

  /**
   * Takes this many cores, free or not. More than there are is allowed, and logged as a warning the
   * first time; what is granted then is the whole budget.
   *
   * @param who for that warning: "pool thumbnails", "8 ranks"
   */
  public Lease lease(String who, int cores) {
    return take(who, atLeastOne("cores", cores));
  }

  private Lease take(String who, int wanted) {
    requireNonNull(who, "who");
    long before;
    int asked;
    lock.lock();
    try {
      before = taken;
      asked = wanted > 0 ? wanted : (int) Math.max(1, cores - taken);
      taken += asked;
    } finally {
      lock.unlock();
    }
    if (before + asked > cores && warned.compareAndSet(false, true)) {
      warnings.accept(tooMany(who, asked, before));
    }
    int granted = Math.min(asked, cores);
    return new Lease(this, asked, part(granted, (double) granted / cores));
  }

  private String tooMany(String who, int asked, long before) {
    return who
        + ": "
        + asked
        + " more in use beside "
        + before
        + " (expected: together <= "
        + cores
        + ", the cores of the budget); they will take turns. Leave the number out to take what is"
        + " free, close what is idle, or use virtual threads for work that waits";
  }

  private void giveBack(int asked) {
    lock.lock();
    try {
      taken -= asked;
    } finally {
      lock.unlock();
    }
  }

  /** As many equal shares, each of at least one core; this account itself stays as it is. */
  public List<Budget> split(int parts) {
    int whole = cores / atLeastOne("parts", parts);
    int rest = cores % parts;
    return IntStream.range(0, parts)
        .mapToObj(i -> part(Math.max(1, whole + (i < rest ? 1 : 0)), 1.0 / parts))
        .toList();
  }

  /**
   * What each of so many worker JVMs gets: the same number of cores, and its part of a quarter of
   * the memory, which is its heap.
   */
  public Budget worker(int workers) {
    return part(Math.max(1, cores / atLeastOne("workers", workers)), 1.0 / HEAP_PART / workers);
  }

  /** This share with another amount of memory. */
  public Budget withMemory(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
    }
    return new Budget(means, cores, (double) bytes / means.memoryBytes(), warned, warnings);
  }

  /**
   * Flags for a {@code java} whose whole budget this shall be: its processors, its largest heap,
   * and what {@link #current()} will tell there.
   */
  public List<String> jvmFlags() {
    return List.of(
        "-XX:ActiveProcessorCount=" + cores,
        "-Xmx" + Math.max(LEAST_HEAP_MIB, memoryBytes() >> 20) + "m",
        "-D" + Means.MEMORY + "=" + memoryBytes());
  }

  /** Runs the body, in which {@link #current()} is this. */
  public void run(Runnable body) {
    mine.run(body);
  }

  private Budget part(int partCores, double ofMemory) {
    return new Budget(means, partCores, memoryShare * ofMemory, warned, warnings);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
    return value;
  }

  @Override
  public String toString() {
    return cores + " cores, " + (memoryBytes() >> 20) + " MiB";
  }
}

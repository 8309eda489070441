// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.memory.SharedHandle;
import dev.songsong.memory.SharedInts;
import dev.songsong.memory.SharedMemory;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker is killed every 50 ms, and no task is lost, none runs twice, nothing is left behind.
 *
 * <p>Short here; {@code -Dsongsong.soak=true} makes it 10,000 tasks and 1,000 kills a mode.
 */
@Timeout(600)
@ExtendWith(LeakCheck.class)
class KillStormTest {
  private static final boolean SOAK = Boolean.getBoolean("songsong.soak");
  private static final int TASKS = SOAK ? 10_000 : 2_000;
  private static final int KILLS = SOAK ? 1_000 : 40;
  private static final int WAVE = 100;
  private static final long INTERVAL_NANOS = 50_000_000;
  private static final int ROOM = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Kills workers at random, and measures how soon each death is told. */
  private static final class Killer implements PoolListener {
    private final Random random;
    // Both put by the pool's threads and the killing one.
    private final Map<Long, Long> alive = new ConcurrentHashMap<>();
    private final Map<Long, Long> killedAt = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();
    private final Map<Long, AtomicInteger> endings = new ConcurrentHashMap<>();

    Killer(Random random) {
      this.random = random;
    }

    @Override
    public void workerStarted(String worker, long pid) {
      alive.put(pid, pid);
    }

    @Override
    public void workerDied(WorkerDeath death) {
      alive.remove(death.pid());
      Long since = killedAt.remove(death.pid());
      if (since != null) {
        delays.add(System.nanoTime() - since);
      }
    }

    @Override
    public void workerOutput(String worker, boolean stderr, String line) {}

    @Override
    public void taskEnded(Task<?> task, Outcome<?> outcome) {
      endings.computeIfAbsent(task.id(), id -> new AtomicInteger()).incrementAndGet();
    }

    void killAll(int kills) {
      int done = 0;
      while (done < kills && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(INTERVAL_NANOS);
        List<Long> now = List.copyOf(alive.keySet());
        if (!now.isEmpty() && kill(now.get(random.nextInt(now.size())))) {
          done++;
        }
      }
    }

    private boolean kill(long pid) {
      killedAt.put(pid, System.nanoTime());
      return alive.remove(pid) != null
          && ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
    }
  }

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void every_task_ends_once_and_runs_at_most_once(Mode mode) throws Exception {
    long seed = Long.getLong(Seeds.PROPERTY, System.nanoTime());
    System.out.println("kill storm, seed " + seed);
    var killer = new Killer(new Random(seed));
    try (var memory = SharedMemory.create(ROOM * Integer.BYTES)) {
      SharedInts runs = memory.ints();
      var tasks = new ArrayList<Task<Integer>>();
      try (var pool = CrashMatrixTest.builder(mode).listener(killer).build()) {
        pool.warmUp();
        Thread killing = Thread.ofPlatform().name("killer").start(() -> killer.killAll(KILLS));
        while (tasks.size() < TASKS || killing.isAlive()) {
          tasks.addAll(wave(pool, memory.handle(), tasks.size()));
          tasks.getLast().outcome();
        }
        killing.join();
        assertEndings(tasks, runs, killer, seed);
        Await.until("each death to be told", PATIENCE, killer.killedAt::isEmpty);
      }
      report(mode, tasks.size(), killer);
    }
  }

  private static List<Task<Integer>> wave(ParallelExecutor pool, SharedHandle handle, int first) {
    List<Integer> items = IntStream.range(first, first + WAVE).boxed().toList();
    return pool.submitAll(TaskOptions.DEFAULT, items, item -> Counted.run(handle, item));
  }

  /** Counts its runs in memory that survives its process. */
  static final class Counted {
    private Counted() {}

    static int run(SharedHandle handle, int item) {
      try (var memory = SharedMemory.open(handle)) {
        memory.ints().getAndAdd(item, 1);
        LockSupport.parkNanos(item % 10 == 0 ? 2_000_000 : 1);
        return item;
      }
    }
  }

  private static void assertEndings(
      List<Task<Integer>> tasks, SharedInts runs, Killer killer, long seed) throws Exception {
    for (int i = 0; i < tasks.size(); i++) {
      Outcome<Integer> outcome = tasks.get(i).outcome();
      if (outcome instanceof WorkerDied<Integer>) {
        assertThat(runs.get(i)).as("runs of task %d, seed %d", i, seed).isBetween(0, 1);
      } else {
        assertThat(outcome).as("task %d, seed %d", i, seed).isEqualTo(new Done<>(i));
        assertThat(runs.get(i)).as("runs of task %d, seed %d", i, seed).isEqualTo(1);
      }
    }
    Await.until(
        "each end to be told once",
        PATIENCE,
        () ->
            killer.endings.size() == tasks.size()
                && killer.endings.values().stream().allMatch(count -> count.get() == 1));
  }

  private static void report(Mode mode, int tasks, Killer killer) {
    List<Long> sorted = killer.delays.stream().sorted().toList();
    System.out.printf(
        "%s: %d tasks, %d deaths, told after p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        mode,
        tasks,
        sorted.size(),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        sorted.getLast() / 1e6);
  }
}

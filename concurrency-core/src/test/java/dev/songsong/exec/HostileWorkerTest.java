// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.testkit.LeakCheck;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that say what no worker says, on any of their ways to the pool: no task hangs for it. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class HostileWorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @Test
  void report_that_is_no_path_is_no_report() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      Task<String> speaker = pool.submit(() -> speak("a\0b"));
      assertThat(speaker.outcome(PATIENCE)).isEqualTo(new Done<>("spoken"));

      Task<String> fallen =
          pool.submit(() -> {
            Runtime.getRuntime().halt(3);
            return "never";
          });
      assertThat(fallen.outcome(PATIENCE))
          .isInstanceOfSatisfying(
              WorkerDied.class,
              died -> {
                assertThat(died.cause().crashReport()).isEmpty();
                assertThat(died.cause().exitCode()).hasValue(3);
              });
    }
  }

  /** Not as the task, whose lines come by another way. */
  private static String speak(String path) throws IOException {
    String words = "# An error report file with more information is saved as:\n# " + path + "\n";
    // Not closed: it is the process's own.
    new FileOutputStream(FileDescriptor.out).write(words.getBytes(StandardCharsets.UTF_8));
    return "spoken";
  }

  @Test
  void death_of_which_nothing_can_be_found_out_still_ends_the_task() throws Exception {
    try (Pool pool = (Pool) ParallelExecutor.processes(1)) {
      var worker = new Worker("w", null, new Hub.Connections(42, null, new FrameChannel[0]));
      WorkerDeath death =
          new Losses(pool.queue())
              .orUnknown(
                  worker,
                  () -> {
                    throw new IllegalStateException("lost");
                  });
      assertThat(death.pid()).isEqualTo(42);
      assertThat(death.reason())
          .isEqualTo("how it ended is unknown: java.lang.IllegalStateException: lost");
    }
  }

  @Test
  void frame_out_of_turn_is_named_as_the_cause_of_the_death() throws Exception {
    assertThat(deathOfOneThatSays(new Frame(Frame.Type.DONE, 999, 0, Frame.EMPTY)).reason())
        .isEqualTo("killed: it broke the protocol: frame for task 999 (expected: the one in turn)");
  }

  @Test
  void task_that_begins_twice_is_refused() throws Exception {
    // The pool's first task has this id.
    assertThat(deathOfOneThatSays(Frame.of(Frame.Type.STARTED, 1)).reason())
        .isEqualTo(
            "killed: it broke the protocol: frame: STARTED again (expected: once for a task)");
  }

  @Test
  void task_that_runs_can_not_be_given_back() throws Exception {
    assertThat(deathOfOneThatSays(Frame.of(Frame.Type.RETURNED, 1)).reason())
        .isEqualTo(
            "killed: it broke the protocol: frame: RETURNED (expected: of one behind the first)");
  }

  @Test
  void chunk_that_is_answered_by_something_else_is_a_failure() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      List<Outcome<Integer>> outcomes =
          pool.mapInChunks(
              2,
              List.of(1, 2),
              item -> {
                say(new Frame(Frame.Type.DONE, 1, 0, new byte[] {0}));
                return item;
              });
      assertThat(outcomes).hasSize(2);
      for (Outcome<Integer> outcome : outcomes) {
        assertThatThrownBy(outcome::orElseThrow)
            .hasMessageContaining("results: not 2 of them (expected: one an item)");
      }
    }
  }

  @Test
  void worker_that_freezes_before_it_begins_is_replaced() throws Exception {
    var pids = new LinkedBlockingQueue<Long>();
    var listener =
        new PoolListener() {
          @Override
          public void workerStarted(String worker, long pid) {
            pids.add(pid);
          }
        };
    var workers = WorkerOptions.DEFAULT.withSpares(0).withStartTimeout(Duration.ofSeconds(3));
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES)
            .processes(1)
            .workers(workers)
            .listener(listener)
            .build()) {
      pool.warmUp();
      freeze(pids.take());

      Task<Integer> task =
          pool.submit(TaskOptions.DEFAULT.withTimeLimit(Duration.ofSeconds(20)), () -> 1);

      assertThat(task.outcome(PATIENCE)).isEqualTo(new Done<>(1));
      assertThat(pool.stats().workersDied()).isEqualTo(1);

      freeze(pids.take());
      Task<Integer> cancelled = pool.submit(() -> 2);
      cancelled.cancel(true);
      assertThat(pool.submit(() -> 3).outcome(PATIENCE)).isEqualTo(new Done<>(3));
    }
  }

  private static void freeze(long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor()).isZero();
  }

  private static WorkerDeath deathOfOneThatSays(Frame frame) throws Exception {
    int type = frame.type().ordinal();
    long id = frame.id();
    try (var pool = ParallelExecutor.processes(1)) {
      Outcome<Integer> outcome =
          pool.submit(
                  () -> {
                    say(Frame.of(Frame.Type.values()[type], id));
                    new CountDownLatch(1).await();
                    return 0;
                  })
              .outcome(PATIENCE);
      WorkerDeath death = ((WorkerDied<Integer>) outcome).cause();
      assertThat(pool.submit(() -> 1).outcome(PATIENCE)).isEqualTo(new Done<>(1));
      return death;
    }
  }

  /** In the worker: on the connection of the slot that runs this. */
  private static void say(Frame frame) throws Exception {
    Field slots = TaskOutput.class.getDeclaredField("SLOT");
    slots.setAccessible(true);
    Field channels = WorkerSlot.class.getDeclaredField("channel");
    channels.setAccessible(true);
    var slot = ((ThreadLocal<?>) slots.get(null)).get();
    var channel = (FrameChannel) channels.get(slot);
    channel.put(frame);
    channel.flush();
  }

  @Test
  void listener_told_of_a_failed_start_keeps_no_other_slot_waiting() throws Exception {
    var both = new CountDownLatch(2);
    var met = Collections.synchronizedList(new ArrayList<Boolean>());
    var listener =
        new PoolListener() {
          @Override
          public void workerDied(WorkerDeath death) {
            both.countDown();
            try {
              met.add(both.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void workerOutput(String worker, boolean stderr, String line) {}
        };
    var impossible = WorkerOptions.DEFAULT.withJvmArgs("-XX:NoSuchFlag");
    try (var pool =
        ParallelExecutor.builder(Mode.HYBRID)
            .processes(1)
            .threads(2)
            .workers(impossible)
            .listener(listener)
            .build()) {
      for (Outcome<Integer> outcome : pool.map(List.of(1, 2), i -> i)) {
        assertThat(outcome).isInstanceOf(WorkerDied.class);
      }
    }
    assertThat(met).isNotEmpty().doesNotContain(false);
  }

  @Test
  void start_that_may_take_for_ever_is_a_start() throws Exception {
    WorkerOptions some = WorkerOptions.DEFAULT;
    var patient =
        new WorkerOptions(
            some.heapMiB(),
            some.jvmArgs(),
            some.allowedPackages(),
            some.maxTasks(),
            some.maxResidentMiB(),
            some.spares(),
            ChronoUnit.FOREVER.getDuration(),
            some.killGrace());
    try (var pool =
        ParallelExecutor.builder(Mode.PROCESSES).processes(1).workers(patient).build()) {
      assertThat(pool.submit(() -> 1).outcome(PATIENCE)).isEqualTo(new Done<>(1));
    }
  }

  @Test
  void interrupted_thread_can_be_the_first_to_submit() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      Thread.currentThread().interrupt();
      Task<Integer> task = pool.submit(() -> 1);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(task.outcome(PATIENCE)).isEqualTo(new Done<>(1));
    }
  }
}

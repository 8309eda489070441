// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.songsong.exec.Outcome.Cancelled;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way a worker can end, at every moment of a task's way: a typed outcome, a pool that goes
 * on, and nobody who hangs. After loky's test matrix.
 */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class CrashMatrixTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final PoolListener QUIET =
      new PoolListener() {
        @Override
        public void workerOutput(String worker, boolean stderr, String line) {}
      };

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  /** How a worker is brought down. */
  enum Blow {
    HALT {
      @Override
      void strike() {
        Runtime.getRuntime().halt(42);
      }
    },
    EXIT {
      @Override
      void strike() {
        System.exit(43);
      }
    },
    KILL {
      @Override
      void strike() {
        kill("-9", ProcessHandle.current().pid());
      }
    },
    SEGFAULT {
      // Restricted on purpose: a pointer nobody owns is the crash to be survived.
      @SuppressWarnings("restricted")
      @Override
      void strike() {
        MemorySegment.ofAddress(8).reinterpret(8).get(ValueLayout.JAVA_LONG, 0);
      }
    },
    HEAP {
      @Override
      void strike() {
        var hoard = new ArrayList<byte[]>();
        while (true) {
          hoard.add(new byte[8 << 20]);
        }
      }
    };

    abstract void strike();
  }

  /** Brings the worker down when it is read, when it is used, or when it is written. */
  record Bomb(Blow blow, String moment) implements Serializable {
    Object use() {
      if (moment.equals("run")) {
        blow.strike();
      }
      return moment.equals("result") ? new Returned(blow) : "survived";
    }

    @Serial
    private Object readResolve() {
      if (moment.equals("arrival")) {
        blow.strike();
      }
      return this;
    }
  }

  static final class Returned implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    private final Blow blow;

    Returned(Blow blow) {
      this.blow = blow;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) {
      blow.strike();
    }

    @Serial
    private void readObject(ObjectInputStream in) {}
  }

  static ParallelExecutor pool(Mode mode) {
    return builder(mode).build();
  }

  static ExecutorBuilder builder(Mode mode) {
    return ParallelExecutor.builder(mode)
        .processes(2)
        .threads(2)
        .name("m")
        .listener(QUIET)
        .workers(
            WorkerOptions.DEFAULT
                .withHeapMiB(64)
                .withJvmArgs(
                    "-XX:ErrorFile=" + Path.of("target").toAbsolutePath() + "/hs_err_pid%p.log"));
  }

  static void kill(String signal, long pid) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
      new CountDownLatch(1).await();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROCESSES,arrival",
    "PROCESSES,run",
    "PROCESSES,result",
    "HYBRID,arrival",
    "HYBRID,run",
    "HYBRID,result"
  })
  void worker_brought_down_at_this_moment_fails_only_its_task(Mode mode, String moment)
      throws Exception {
    try (var pool = pool(mode)) {
      for (Blow blow : Blow.values()) {
        var bomb = new Bomb(blow, moment);
        Task<Object> struck = pool.submit(bomb::use);
        assertThat(struck.outcome())
            .as("%s at %s", blow, moment)
            .isInstanceOfSatisfying(
                WorkerDied.class, died -> assertCause(blow, (WorkerDied<?>) died));
        List<Integer> items = IntStream.range(0, 20).boxed().toList();
        assertThat(pool.map(items, i -> i)).allMatch(Outcome::succeeded);
      }
      assertThat(pool.stats().workersDied()).isEqualTo(Blow.values().length);
    }
  }

  private static void assertCause(Blow blow, WorkerDied<?> died) {
    WorkerDeath cause = died.cause();
    assertThat(cause.pid()).isPositive();
    switch (blow) {
      case HALT -> assertThat(cause.exitCode()).hasValue(42);
      case EXIT -> assertThat(cause.exitCode()).hasValue(43);
      case KILL -> assertThat(cause.signal()).hasValue("SIGKILL");
      case SEGFAULT -> {
        assertThat(cause.signal()).hasValue("SIGABRT");
        assertThat(cause.crashReport()).hasValueSatisfying(file -> assertThat(file).exists());
        assertThat(cause.toString()).contains("hs_err_pid" + cause.pid() + ".log");
      }
      case HEAP -> assertThat(cause.reason()).isEqualTo("out of memory");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void what_cannot_be_shipped_is_refused_by_name(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      var connection = new Object();
      assertThatNotShippable(() -> pool.submit(() -> connection.hashCode()))
          .contains(
              "captured variable `connection` of a lambda in " + CrashMatrixTest.class.getName())
          .contains(
              "java.lang.Object: not serializable (expected: implements java.io.Serializable)");
      assertThatNotShippable(
              () -> pool.map(List.of("fine", Thread.currentThread()), item -> item.toString()))
          .startsWith("item 1: java.lang.Thread: not serializable");
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  private static AbstractStringAssert<?> assertThatNotShippable(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(NotShippableException.class);
    return assertThat(thrown.getMessage());
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void result_that_cannot_be_shipped_fails_its_task(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      Outcome<Object> outcome = pool.submit(() -> (Object) Thread.currentThread()).outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Failed.class,
              f ->
                  assertThat(f.error())
                      .isInstanceOf(NotShippableException.class)
                      .hasMessageContaining("java.lang.Thread"));
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
      assertThat(pool.stats().workersDied()).isZero();
    }
  }

  static final class Unshippable extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final Object held = new Object();

    Unshippable() {
      super("holds an object");
    }

    Object held() {
      return held;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void exception_that_cannot_be_shipped_keeps_its_name_and_trace(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      Outcome<Object> outcome =
          pool.<Object>submit(
                  () -> {
                    throw new Unshippable();
                  })
              .outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Failed.class,
              f -> {
                assertThat(f.error())
                    .isInstanceOf(RemoteFailure.class)
                    .hasMessage(Unshippable.class.getName() + ": holds an object");
                assertThat(f.error().getStackTrace()[0].getClassName())
                    .isEqualTo(CrashMatrixTest.class.getName());
              });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void work_that_ignores_interrupts_is_killed_at_its_time_limit(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      var limited = TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(200));
      Task<Integer> deaf = pool.submit(limited, CrashMatrixTest::spin);
      assertThat(deaf.outcome()).isEqualTo(new TimedOut<>(Duration.ofMillis(200), false));
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
      assertThat(pool.stats().workersDied()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void cancelled_work_that_ignores_interrupts_is_killed(Mode mode) throws Exception {
    try (var pool = pool(mode)) {
      Task<Integer> deaf = pool.submit(CrashMatrixTest::spin);
      Await.until("the task to run", PATIENCE, () -> pool.stats().running() == 1);
      assertThat(deaf.cancel(true)).isTrue();
      assertThat(deaf.outcome()).isEqualTo(new Cancelled<>(true));
      Await.until("the worker to be killed", PATIENCE, () -> pool.stats().workersDied() == 1);
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }

  static int spin() {
    long turns = 0;
    while (turns >= 0) {
      turns = (turns + 1) & Integer.MAX_VALUE;
    }
    return 0;
  }
}

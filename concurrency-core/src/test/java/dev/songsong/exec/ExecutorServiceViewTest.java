// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The moments in which a shutdown or a cancel meets a call that has begun. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class ExecutorServiceViewTest {

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  /** Shuts an executor down while it is being submitted there. */
  static final class Closing implements RemoteCallable<String> {
    @Serial private static final long serialVersionUID = 1L;

    private final transient ExecutorService service;

    Closing(ExecutorService service) {
      this.service = service;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) {
      service.shutdownNow();
    }

    @Override
    public String call() throws InterruptedException {
      TimeUnit.HOURS.sleep(1);
      return "never";
    }
  }

  @Test
  void task_that_a_shutdown_overtakes_is_refused_and_does_not_run_on() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      ExecutorService service = pool.asExecutorService();
      assertThatThrownBy(() -> service.submit(new Closing(service)))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("executor: shut down (expected: open)");
      assertThat(service.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      assertThat(service.isTerminated()).isTrue();
      // Closing waits for every task of the pool.
    }
  }

  @Test
  void cancel_of_one_task_does_not_end_the_search_for_any() throws Exception {
    var first = new AtomicBoolean(true);
    var listener =
        new PoolListener() {
          @Override
          public void taskStarted(Task<?> task, String worker) {
            if (first.getAndSet(false)) {
              task.cancel(false);
            }
          }
        };
    try (var pool = ParallelExecutor.builder(Mode.THREADS).threads(1).listener(listener).build()) {
      List<Callable<String>> works = List.of(() -> "cancelled", () -> "found");
      assertThat(pool.asExecutorService().invokeAny(works)).isEqualTo("found");
    }
  }
}

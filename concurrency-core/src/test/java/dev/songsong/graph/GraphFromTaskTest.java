// SPDX-License-Identifier: Apache-2.0
package dev.songsong.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Mode;
import dev.songsong.exec.NotShippableException;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.RemoteCallable;
import dev.songsong.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Graphs run by a pool that the caller itself holds a thread of: refused, where they could hang.
 */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class GraphFromTaskTest {
  private static final TaskGraph<String> CHAIN =
      TaskGraph.<String>builder()
          .node("a", _ -> 1)
          .node("b", context -> 1 + (Integer) requireNonNull(context.result("a")))
          .after("b", "a")
          .build();

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static int chain(ParallelExecutor pool) throws InterruptedException {
    return requireNonNull(CHAIN.run(pool).value("b", Integer.class));
  }

  private static ParallelExecutor pool(Mode mode, int size) {
    var builder = ParallelExecutor.builder(mode).name("p");
    return switch (mode) {
      case THREADS -> builder.threads(size).build();
      case VIRTUAL_THREADS -> builder.build();
      case PROCESSES -> builder.processes(size).build();
      case HYBRID -> builder.processes(1).threads(size).build();
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void run_by_the_pool_of_the_calling_task_is_refused(int threads) throws Exception {
    try (var pool = pool(Mode.THREADS, threads)) {
      var all = new CyclicBarrier(threads);
      var runs = new ArrayList<Future<Integer>>();
      for (int i = 0; i < threads; i++) {
        runs.add(
            pool.submit(() -> {
              // All threads of the pool are held now.
              all.await();
              return chain(pool);
            }));
      }
      for (Future<Integer> run : runs) {
        assertThatThrownBy(run::get)
            .cause()
            .isInstanceOf(IllegalStateException.class)
            .hasMessageMatching(
                "pool p \\(THREADS, "
                    + threads
                    + " at once\\): asked by its own thread-p-[12] to run a graph \\(expected: by a"
                    + " thread that is not the pool's\\), and that thread would wait for others"
                    + " while it is held; use run\\(threads\\), or another pool");
      }
      assertThat(chain(pool)).isEqualTo(2);
    }
  }

  @Test
  void remedies_of_the_message_work() throws Exception {
    try (var pool = pool(Mode.THREADS, 1);
        var other = pool(Mode.THREADS, 1)) {
      assertThat(pool.submit(() -> CHAIN.run(1).value("b", Integer.class)).get()).isEqualTo(2);
      assertThat(pool.submit(() -> chain(other)).get()).isEqualTo(2);
    }
  }

  @Test
  void virtual_threads_are_never_used_up() throws Exception {
    try (var pool = pool(Mode.VIRTUAL_THREADS, 1)) {
      assertThat(pool.submit(() -> chain(pool)).get()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void pool_can_not_be_taken_along_into_its_workers(Mode mode) {
    for (int size : List.of(1, 2)) {
      try (var pool = pool(mode, size)) {
        assertThatThrownBy(() -> pool.submit(() -> chain(pool)))
            .isInstanceOf(NotShippableException.class)
            .hasMessageContaining("Pool: not serializable");
      }
    }
  }

  /** Ends when the file is there: a latch could not cross. */
  record Waiting(String file) implements RemoteCallable<Integer> {
    @Override
    public Integer call() {
      while (!Files.exists(Path.of(file))) {
        Thread.onSpinWait();
      }
      return 1;
    }
  }

  @ParameterizedTest
  @EnumSource
  void run_by_the_pool_of_the_thread_that_tells_of_an_end_is_refused(Mode mode, @TempDir Path dir)
      throws Exception {
    for (int size : List.of(1, 2)) {
      Path file = dir.resolve("go" + size);
      try (var pool = pool(mode, size)) {
        CompletableFuture<Integer> run =
            pool.submit(new Waiting(file.toString()))
                .toCompletableFuture()
                .thenApply(_ -> unchecked(pool));
        Files.createFile(file);
        if (mode == Mode.VIRTUAL_THREADS) {
          assertThat(run.get()).isEqualTo(2);
        } else {
          assertThatThrownBy(run::join)
              .isInstanceOf(CompletionException.class)
              .cause()
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith(
                  "pool p (" + mode + ", " + size + " at once): asked by its own ");
        }
        assertThat(chain(pool)).isEqualTo(2);
      }
    }
  }

  private static int unchecked(ParallelExecutor pool) {
    try {
      return chain(pool);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}

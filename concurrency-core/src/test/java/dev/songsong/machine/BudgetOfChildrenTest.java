// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.supervise.Backoff;
import dev.songsong.supervise.ChildSpec;
import dev.songsong.supervise.ChildStartException;
import dev.songsong.supervise.ChildState;
import dev.songsong.supervise.RemoteService;
import dev.songsong.supervise.Restart;
import dev.songsong.supervise.Strategy;
import dev.songsong.supervise.Supervisor;
import dev.songsong.supervise.SupervisorBuilder;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Supervised JVMs as they take their shares of a made-up machine of 4 cores and 32 GiB. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class BudgetOfChildrenTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Backoff LONG =
      new Backoff(Duration.ofHours(1), 1, Duration.ofHours(1), 0, Duration.ofHours(1));

  @TempDir private Path dir;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Budget four = Budget.of(Sample.of(4, 4).machine(), warnings::add);

  /** Each life adds a line with what it has. */
  record Look(String file, boolean stays) implements RemoteService {
    @Override
    public void start() throws IOException {
      look(file);
    }

    @Override
    public void run() throws InterruptedException {
      new CountDownLatch(stays ? 1 : 0).await();
    }
  }

  /** The same as a main class. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
      look(arguments[0]);
      new CountDownLatch(1).await();
    }
  }

  /** Cores of the JVM and of its budget, MiB of its budget. */
  static void look(String file) throws IOException {
    String line =
        "%d %d %d%n"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Budget.current().cores(),
                Budget.current().memoryBytes() >> 20);
    Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** A service that does not come up. */
  record Broken() implements RemoteService {
    @Override
    public void start() {
      throw new IllegalStateException("broken");
    }

    @Override
    public void run() {}
  }

  private List<String> seen(String name) throws IOException {
    return Files.readAllLines(dir.resolve(name));
  }

  private ChildSpec looker(String name, String... flags) {
    return ChildSpec.remote(name, new Look(dir.resolve(name).toString(), true), flags);
  }

  private Supervisor started(SupervisorBuilder builder) throws Exception {
    var start = new FutureTask<>(builder::start);
    four.run(start);
    return start.get();
  }

  @Test
  void worker_jvm_has_a_core_and_its_heap_and_gives_them_back_at_its_end() throws Exception {
    try (Supervisor supervisor = started(Supervisor.builder("s").child(looker("a")))) {
      // A quarter of 32 GiB, and of that a quarter as heap.
      assertThat(seen("a")).containsExactly("1 1 2048");
      supervisor.add(looker("b"));
      assertThat(seen("b")).containsExactly("1 1 2048");
      assertThat(four.freeCores()).isEqualTo(2);
      supervisor.remove("a");
      assertThat(four.freeCores()).isEqualTo(3);
    }
    assertThat(four.freeCores()).isEqualTo(4);
    assertThat(warnings).isEmpty();
  }

  @Test
  void main_class_has_a_core_too_and_programs_and_threads_have_none() throws Exception {
    String file = dir.resolve("main").toString();
    SupervisorBuilder builder =
        Supervisor.builder("s")
            .child(ChildSpec.main("main", Main.class, file))
            .child(ChildSpec.service("thread", () -> () -> new CountDownLatch(1).await()));
    try (Supervisor _ = started(builder)) {
      Await.until(
          "its line", PATIENCE, () -> Files.exists(Path.of(file)) && !seen("main").isEmpty());
      assertThat(seen("main")).containsExactly("1 1 2048");
      assertThat(four.freeCores()).isEqualTo(3);
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void restart_keeps_the_share_also_while_it_waits() throws Exception {
    SupervisorBuilder builder = Supervisor.builder("s").backoff(LONG).child(looker("a"));
    try (Supervisor supervisor = started(builder)) {
      long pid = supervisor.child("a").orElseThrow().pid().orElseThrow();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      Await.until(
          "its death",
          PATIENCE,
          () -> supervisor.child("a").orElseThrow().state() == ChildState.RESTARTING);
      assertThat(four.freeCores()).isEqualTo(3);
      supervisor.restart("a");
      assertThat(seen("a")).containsExactly("1 1 2048", "1 1 2048");
      assertThat(four.freeCores()).isEqualTo(3);
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void group_that_starts_again_keeps_its_shares() throws Exception {
    SupervisorBuilder builder =
        Supervisor.builder("s")
            .strategy(Strategy.ONE_FOR_ALL)
            .backoff(Backoff.NONE)
            .child(looker("a"))
            .child(looker("b"));
    try (Supervisor supervisor = started(builder)) {
      long pid = supervisor.child("a").orElseThrow().pid().orElseThrow();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      Await.until("both again", PATIENCE, () -> seen("b").size() == 2);
      assertThat(four.freeCores()).isEqualTo(2);
    }
    assertThat(four.freeCores()).isEqualTo(4);
    assertThat(warnings).isEmpty();
  }

  @Test
  void child_that_has_finished_or_could_not_start_gives_back() throws Exception {
    ChildSpec quick =
        ChildSpec.remote("quick", new Look(dir.resolve("quick").toString(), false))
            .withRestart(Restart.TRANSIENT);
    try (Supervisor supervisor = started(Supervisor.builder("s").child(quick))) {
      Await.until("its end", PATIENCE, () -> four.freeCores() == 4);
      assertThatThrownBy(() -> supervisor.add(ChildSpec.remote("broken", new Broken())))
          .isInstanceOf(ChildStartException.class);
      assertThat(four.freeCores()).isEqualTo(4);
      supervisor.restart("quick");
      assertThat(seen("quick")).containsExactly("1 1 2048", "1 1 2048");
    }
    assertThatThrownBy(
            () -> started(Supervisor.builder("s").child(ChildSpec.remote("b", new Broken()))))
        .hasRootCauseInstanceOf(ChildStartException.class);
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void flags_of_the_user_win_and_are_counted() throws Exception {
    ChildSpec own = looker("a", "-XX:ActiveProcessorCount=3", "-Xmx64m", "-XX:+UseParallelGC");
    try (Supervisor _ = started(Supervisor.builder("s").child(own))) {
      assertThat(seen("a")).containsExactly("3 3 64");
      assertThat(four.freeCores()).isEqualTo(1);
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }

  @Test
  void more_children_than_cores_are_allowed_and_warned_of_once() throws Exception {
    SupervisorBuilder builder = Supervisor.builder("s");
    for (int i = 0; i < 6; i++) {
      builder.child(looker("c" + i, "-Xmx32m"));
    }
    try (Supervisor _ = started(builder)) {
      assertThat(seen("c5")).containsExactly("1 1 32");
      assertThat(four.freeCores()).isZero();
    }
    assertThat(four.freeCores()).isEqualTo(4);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("child c4 of s: 1 more in use beside 4 (expected: together <= 4,");
  }

  @Test
  void children_of_a_supervisor_below_take_from_the_same_budget() throws Exception {
    SupervisorBuilder below = Supervisor.builder("below").child(looker("a"));
    try (Supervisor _ = started(Supervisor.builder("above").child(ChildSpec.supervisor(below)))) {
      assertThat(seen("a")).containsExactly("1 1 2048");
      assertThat(four.freeCores()).isEqualTo(3);
    }
    assertThat(four.freeCores()).isEqualTo(4);
  }
}

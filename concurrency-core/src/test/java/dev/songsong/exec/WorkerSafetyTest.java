// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.process.Pipe;
import dev.songsong.process.RunningCommand;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What strangers, strange bytes and a dying parent can do to a pool and its workers: nothing. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class WorkerSafetyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @Test
  void stranger_without_the_token_is_turned_away_and_keeps_nobody_out() throws Exception {
    try (Hub hub = Hub.open("hub-test")) {
      Hub.Expected expected = hub.expect(7, 1);
      try (SocketChannel silent = connect(hub);
          SocketChannel liar = connect(hub)) {
        var frames = new FrameChannel(liar);
        byte[] wrong = ("1 " + "0".repeat(48)).getBytes(StandardCharsets.UTF_8);
        frames.put(new Frame(Frame.Type.HELLO, 7, 0, wrong));
        frames.flush();
        assertThat(frames.read()).isNull();
        assertThat(silent.isOpen()).isTrue();
        assertThat(expected.ready()).isNotDone();

        try (SocketChannel control = connect(hub);
            SocketChannel slot = connect(hub)) {
          hello(control, expected, -1);
          try (var ring = RingChannel.create(slot, PoolDirectory.ring(hub.directory(), 7, 0))) {
            hello(slot, expected, 0);
            assertThat(expected.ready().get().slots()).hasSize(1);
            assertThat(ring.isOpen()).isTrue();
          }
          Hub.Connections connections = expected.ready().get();
          assertThat(connections.pid()).isEqualTo(4711);
          connections.close();
        }
      }
    }
  }

  private static SocketChannel connect(Hub hub) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(hub.socket()));
  }

  private static void hello(SocketChannel channel, Hub.Expected expected, int slot)
      throws IOException {
    var frames = new FrameChannel(channel);
    byte[] token = ("4711 " + expected.token()).getBytes(StandardCharsets.UTF_8);
    frames.put(new Frame(Frame.Type.HELLO, 7, slot, token));
    frames.flush();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void socket_lies_where_only_this_user_can_reach_it() throws Exception {
    try (Hub hub = Hub.open("hub-test")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(hub.directory())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void classes_outside_the_allow_list_are_refused_on_both_sides() {
    var narrow = new ShipFilter(String.class, List.of());
    var wide = new ShipFilter(String.class, List.of("com.google.common.collect"));
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Serializable.class},
            (self, method, args) -> null);
    assertThatThrownBy(() -> Wire.encode(proxy, narrow)).isInstanceOf(NotShippableException.class);
    var foreign = ImmutableList.of(1, 2);
    assertThatThrownBy(() -> Wire.encode(foreign, narrow))
        .hasMessageContaining("add WorkerOptions.allow(\"com.google.common.collect\")");
    byte[] bytes = Wire.encode(foreign, wide);
    assertThat(Wire.decode(bytes, wide, getClass().getClassLoader())).isEqualTo(foreign);
    assertThatThrownBy(() -> Wire.decode(bytes, narrow, getClass().getClassLoader()))
        .isInstanceOf(NotShippableException.class)
        .hasMessageStartingWith("com.google.common.collect.ImmutableList$SerializedForm")
        .hasMessageContaining("not allowed to cross");
  }

  @Test
  void stopped_worker_passes_its_time_limit_and_is_replaced() throws Exception {
    // Enough for the worker to have itself stopped, on a busy machine too.
    var limit = Duration.ofSeconds(3);
    try (var pool = ParallelExecutor.processes(1)) {
      long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
      Task<String> stopped =
          pool.submit(
              TaskOptions.DEFAULT.withTimeLimit(limit),
              () -> {
                CrashMatrixTest.kill("-STOP", ProcessHandle.current().pid());
                return "continued";
              });
      assertThat(stopped.outcome()).isEqualTo(new TimedOut<>(limit, false));
      assertThat(pool.submit(() -> ProcessHandle.current().pid()).get()).isNotEqualTo(pid);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pool_whose_worker_is_stopped_can_be_closed_with_much_on_the_way() throws Exception {
    List<Task<Integer>> tasks;
    try (var pool = ParallelExecutor.hybrid(1, 8)) {
      long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
      // Short tasks teach the pool to send many at once.
      pool.map(IntStream.range(0, 5_000).boxed().toList(), i -> i);
      tasks =
          pool.submitAll(
              TaskOptions.DEFAULT,
              IntStream.range(0, 2_000).boxed().toList(),
              WorkerSafetyTest::stopped);
      Path state = Path.of("/proc/" + pid + "/stat");
      Await.until("the worker to stop", PATIENCE, () -> Files.readString(state).contains(") T "));
      pool.closeNow();
    }
    assertThat(tasks).allMatch(Task::isDone);
  }

  private static int stopped(int item) throws Exception {
    CrashMatrixTest.kill("-STOP", ProcessHandle.current().pid());
    return item;
  }

  /** A pool whose JVM is killed: prints its workers' ids, then waits. */
  static final class Doomed {
    public static void main(String[] args) throws Exception {
      try (var pool = ParallelExecutor.hybrid(2, 2)) {
        pool.warmUp();
        for (int i = 0; i < 2; i++) {
          pool.submit(CrashMatrixTest::spin);
        }
        var pids = pool.map(List.of(1, 2), i -> ProcessHandle.current().pid());
        pids.forEach(pid -> System.out.println("worker " + pid.orElseThrow()));
        System.out.println("ready");
        System.in.read();
      }
    }
  }

  @Test
  void killed_parent_leaves_no_worker_behind(@TempDir Path temp) throws Exception {
    // A temp directory of its own: any JVM that opens a pool sweeps the usual one.
    String own = "-Djava.io.tmpdir=" + temp;
    RunningCommand parent = java(own, Doomed.class.getName()).pipeStdin().start();
    try {
      Await.until(
          "the parent to be ready",
          PATIENCE,
          () -> parent.captured(Pipe.STDOUT).text().contains("ready"));
      List<Long> workers =
          parent
              .captured(Pipe.STDOUT)
              .text()
              .lines()
              .filter(line -> line.startsWith("worker "))
              .map(line -> Long.parseLong(line.substring(7)))
              .toList();
      assertThat(workers).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isPresent());
      ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      Await.until(
          "the workers to be gone",
          PATIENCE,
          () -> workers.stream().noneMatch(WorkerSafetyTest::lives) || System.nanoTime() > end);
      assertThat(workers).noneMatch(WorkerSafetyTest::lives);
      assertThat(directoriesOf(parent.pid(), temp)).hasSize(1);
      java(own, Sweeper.class.getName()).run().orThrow();
      assertThat(directoriesOf(parent.pid(), temp)).isEmpty();
    } finally {
      parent.close();
    }
  }

  @Test
  void jvm_that_sweeps_never_takes_the_directory_of_a_live_pool() throws Exception {
    long me = ProcessHandle.current().pid();
    Path usual = Path.of(System.getProperty("java.io.tmpdir"));
    try (var first = ParallelExecutor.processes(1);
        var second = ParallelExecutor.processes(1)) {
      first.warmUp();
      // Its own sweep meets the lock of the first.
      second.warmUp();

      java(Sweeper.class.getName()).run().orThrow();

      assertThat(directoriesOf(me, usual)).hasSize(2);
    }
    assertThat(directoriesOf(me, usual)).isEmpty();
  }

  /** A program that sweeps, as every JVM does that opens a pool of workers. */
  static final class Sweeper {
    private Sweeper() {}

    public static void main(String[] args) throws IOException {
      PoolDirectory.create().close();
    }
  }

  private static List<Path> directoriesOf(long pid, Path temp) throws IOException {
    try (var entries = Files.list(temp)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("songsong-" + pid + "-"))
          .toList();
    }
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).isPresent();
  }

  private static Command java(String... args) {
    return Command.of(Path.of(System.getProperty("java.home"), "bin", "java").toString())
        .args("-cp", System.getProperty("java.class.path"))
        .args(args);
  }

  @Test
  void source_launcher_is_recognised_and_explained(@TempDir Path directory) throws Exception {
    Path source = directory.resolve("Hello.java");
    Files.writeString(
        source,
        """
        import dev.songsong.exec.ParallelExecutor;

        class Hello {
          public static void main(String[] args) throws Exception {
            try (var pool = ParallelExecutor.processes(1)) {
              System.out.println(pool.submit(() -> 1).get());
            }
          }
        }
        """);
    CommandResult result = java(source.toString()).run();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.stderr().text())
        .contains("task class: Hello is only in this JVM's memory (expected: on the class path")
        .contains("compile it with javac first");
  }
}

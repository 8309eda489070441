// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.process.Jvm;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Children that are real processes, and what is left of them. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class SupervisedProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SMALL = "-Xmx64m";

  private final Trail trail = new Trail();

  private SupervisorBuilder builder() {
    return Supervisor.builder("test").backoff(Backoff.NONE).listener(trail);
  }

  private static ChildSpec sleeper(String name) {
    return ChildSpec.command(name, Command.of("sleep", "1000"));
  }

  private static ChildInfo info(Supervisor supervisor, String child) {
    return supervisor.child(child).orElseThrow();
  }

  private static void kill(Supervisor supervisor, String child) {
    ProcessHandle.of(info(supervisor, child).pid().orElseThrow()).orElseThrow().destroyForcibly();
  }

  /** Lives until it is stopped, and says so. */
  record Idler(String word) implements RemoteService {
    @Override
    public void run() throws InterruptedException {
      System.out.println(word);
      new CountDownLatch(1).await();
    }
  }

  @Test
  void killed_program_is_started_again_and_its_death_told() throws Exception {
    try (Supervisor supervisor = builder().child(sleeper("a")).start()) {
      trail.upTo("up a");
      long pid = info(supervisor, "a").pid().orElseThrow();
      kill(supervisor, "a");
      trail.isExactly("died a", "restarting a", "up a");
      assertThat(info(supervisor, "a").lastDeath()).contains(Exit.abnormal("killed by SIGKILL"));
      assertThat(info(supervisor, "a").pid().orElseThrow()).isNotEqualTo(pid);
    }
  }

  @Test
  void service_thread_worker_jvm_and_program_are_one_group() throws Exception {
    SupervisorBuilder builder =
        builder()
            .strategy(Strategy.ONE_FOR_ALL)
            .child(ChildSpec.service("thread", () -> () -> new CountDownLatch(1).await()))
            .child(ChildSpec.remote("worker", new Idler("at work"), SMALL))
            .child(sleeper("program"));
    try (Supervisor supervisor = builder.start()) {
      trail.upTo("up program");
      assertThat(info(supervisor, "thread").pid()).isEmpty();
      kill(supervisor, "worker");
      trail.isExactly(
          "died worker",
          "stopped program",
          "stopped thread",
          "restarting worker",
          "up thread",
          "up worker",
          "up program");
    }
  }

  @Test
  void program_that_ignores_term_is_killed_after_its_grace() throws Exception {
    Command deaf = Command.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done");
    Supervisor supervisor =
        builder()
            .child(
                ChildSpec.command("deaf", deaf)
                    .withReadiness(Readiness.line("ready"))
                    .withGrace(Duration.ofMillis(100)))
            .start();
    long pid = info(supervisor, "deaf").pid().orElseThrow();
    supervisor.close();
    assertThat(ProcessHandle.of(pid)).isEmpty();
    trail.isExactly("up deaf", "stopped deaf");
  }

  @Test
  void program_that_never_gets_ready_is_ended_with_all_before_it() {
    var silent =
        sleeper("silent")
            .withReadiness(Readiness.line("never"))
            .withStartLimit(Duration.ofMillis(200));
    assertThatThrownBy(() -> builder().child(sleeper("a")).child(silent).start())
        .hasMessage("child silent: not ready after 200 ms (expected: to become ready)");
    assertThat(trail.events()).containsExactly("up a", "unstarted silent", "stopped a");
  }

  @Test
  void program_that_is_missing_or_ends_at_once_fails_its_start() {
    assertThatThrownBy(
            () -> builder().child(ChildSpec.command("m", Command.of("no-such-program"))).start())
        .isInstanceOf(ChildStartException.class)
        .hasMessageStartingWith("child m: ")
        .hasMessageContaining("no-such-program");
    var dies =
        ChildSpec.command("d", Command.of("sh", "-c", "echo no config >&2; exit 3"))
            .withReadiness(Readiness.line("ready"));
    assertThatThrownBy(() -> builder().child(dies).start())
        .hasMessage("child d: exit 3: no config (expected: to become ready)");
  }

  @Test
  void child_with_a_port_is_up_when_the_port_accepts() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String[] arguments = {Integer.toString(port)};
    ChildSpec child =
        ChildSpec.main("listener", Listener.class, arguments)
            .withReadiness(Readiness.port(Client.loopback(port)));
    try (var _ = builder().child(child).start()) {
      assertThat(Client.ask(Client.loopback(port), "x")).isEqualTo("here");
    }
  }

  /** A main class that listens a while after it was started. */
  static final class Listener {
    private Listener() {}

    public static void main(String[] arguments) throws IOException {
      try (var server = new ServerSocket(Integer.parseInt(arguments[0]))) {
        while (true) {
          try (var socket = server.accept()) {
            socket
                .getOutputStream()
                .write("here\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  /** A supervisor with all kinds of process children; writes their pids and waits. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      Supervisor supervisor =
          Supervisor.builder("parent")
              .child(ChildSpec.command("sh", Command.of("sh", "-c", "sleep 1000 & wait")))
              .child(ChildSpec.remote("worker", new Idler("x"), SMALL))
              .start();
      try (ServerGroup _ =
          ServerGroup.builder("g").replicas(1).body(new EchoServer(false), SMALL).start()) {
        var pids = new ArrayList<String>();
        ProcessHandle.current().descendants().forEach(one -> pids.add(Long.toString(one.pid())));
        Files.write(Path.of(arguments[0] + ".part"), pids);
        Files.move(Path.of(arguments[0] + ".part"), Path.of(arguments[0]));
        supervisor.await();
      }
    }
  }

  private static boolean anyRuns(List<String> pids) {
    return pids.stream()
        .map(Long::parseLong)
        .map(ProcessHandle::of)
        .anyMatch(one -> one.filter(ProcessHandle::isAlive).isPresent());
  }

  private static Duration twoSeconds() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    double overload = system.getSystemLoadAverage() / system.getAvailableProcessors();
    return Duration.ofMillis((long) (2000 * Math.max(1, overload)));
  }

  @Test
  void killed_supervisor_leaves_no_orphan_within_two_seconds(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("pids");
    // Not by a Command: its guard would do what the parent's own guards are to do here.
    Process parent = Jvm.builder(Parent.class, file.toString()).redirectErrorStream(true).start();
    try {
      Await.until("the children", PATIENCE, () -> Files.exists(file));
    } finally {
      parent.destroyForcibly();
    }
    List<String> pids = Files.readAllLines(file);
    assertThat(pids).hasSizeGreaterThanOrEqualTo(7);
    Await.until("all to be gone", twoSeconds(), () -> !anyRuns(pids));
    parent.waitFor();
  }

  /** Adds programs until the descriptors are used up, and says what happened. */
  static final class Greedy {
    private Greedy() {}

    public static void main(String[] arguments) throws Exception {
      try (Supervisor supervisor = Supervisor.builder("greedy").start()) {
        int count = 0;
        try {
          while (true) {
            supervisor.add(sleeper("child-" + count));
            count++;
          }
        } catch (ChildStartException e) {
          System.out.println(e.getMessage().replace("child-" + count, "one"));
        }
        System.out.println(count > 3 && supervisor.children().size() == count);
        supervisor.remove("child-0");
        supervisor.remove("child-1");
        supervisor.add(sleeper("again"));
        System.out.println("again");
      }
    }
  }

  @Test
  @RequiresTool("prlimit")
  void full_descriptor_table_fails_one_start_and_harms_no_other_child() throws Exception {
    var line = new ArrayList<>(List.of("prlimit", "--nofile=80"));
    line.addAll(Jvm.line(Greedy.class));

    CommandResult result = Command.of(line).run().orThrow();

    assertThat(result.stdout().lines()).hasSize(3);
    assertThat(result.stdout().lines().getFirst())
        .startsWith("child one: ")
        .contains("start sleep: out of file descriptors (expected: 12 free ones).");
    assertThat(result.stdout().lines().subList(1, 3)).containsExactly("true", "again");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.process.Command;
import dev.songsong.process.Pipe;
import dev.songsong.process.RunningCommand;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that live and do nothing: they neither die nor complain. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class SilentWorkerTest {
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final Duration QUARTER = SILENCE.dividedBy(4);
  private static final String TOKEN = "token-of-the-test";

  private final ManualTime time = new ManualTime();
  private final Trail trail = new Trail();

  private static void signal(String name, long pid) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static ServerGroupBuilder echo() {
    return ServerGroup.builder("echo")
        .replicas(2)
        .body(new EchoServer(false), "-Xmx64m", "-XX:TieredStopAtLevel=1");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void stopped_replica_is_killed_and_replaced() throws Exception {
    try (ServerGroup group = echo().silence(SILENCE).start()) {
      long stopped = group.replicas().getFirst().pid().orElseThrow();
      signal("STOP", stopped);
      Await.until(
          "its replacement",
          Trail.PATIENCE,
          () -> {
            ChildInfo now = group.replicas().getFirst();
            return now.restarts() == 1 && now.state() == ChildState.UP;
          });
      assertThat(ProcessHandle.of(stopped)).isEmpty();
      assertThat(group.replicas().getFirst().lastDeath().orElseThrow().cause())
          .isEqualTo("silent: no sign of life in 2000 ms (expected: one)");
      assertThat(group.replicas().getLast().restarts()).isZero();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void replica_that_was_stopped_for_a_moment_lives_on() throws Exception {
    try (ServerGroup group = echo().silence(Duration.ofSeconds(8)).start()) {
      long stopped = group.replicas().getFirst().pid().orElseThrow();
      signal("STOP", stopped);
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      Await.until("a moment", Trail.PATIENCE, () -> System.nanoTime() > end);
      signal("CONT", stopped);
      long later = System.nanoTime() + Duration.ofSeconds(9).toNanos();
      Await.until("more than its limit", Trail.PATIENCE, () -> System.nanoTime() > later);
      assertThat(group.replicas().getFirst().pid()).hasValue(stopped);
      assertThat(group.stats().deaths()).isZero();
    }
  }

  /** A child that answers as the test says; noted is how often it was asked. */
  private static final class Asked implements RunningChild {
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final AtomicInteger questions = new AtomicInteger(); // by the minder, read by the test
    private volatile boolean well = true; // by the test, read by the minder

    @Override
    public OptionalLong pid() {
      return OptionalLong.empty();
    }

    @Override
    public CompletableFuture<Exit> onExit() {
      return exit.copy();
    }

    @Override
    public boolean responds() throws IOException {
      questions.incrementAndGet();
      if (!well) {
        throw new IOException("pipe is gone");
      }
      return true;
    }

    @Override
    public void stop(Duration grace) {
      exit.complete(Exit.normal("stopped"));
    }
  }

  private void ask(Asked child, int times) throws Exception {
    for (int i = 1; i <= times; i++) {
      ask(child, QUARTER);
    }
  }

  /** Moves the time, and returns when the child was asked and its minder waits again. */
  private void ask(Asked child, Duration pause) throws Exception {
    Await.until("its minder to wait", Trail.PATIENCE, SilentWorkerTest::minderWaits);
    int before = child.questions.get();
    time.advance(pause);
    Await.until(
        "a question", Trail.PATIENCE, () -> child.questions.get() > before && minderWaits());
  }

  private static boolean minderWaits() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(Life.minderName("test", "a")))
        .anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  @Test
  void silence_counts_in_questions_so_that_a_supervisor_that_slept_kills_nobody() throws Exception {
    var lives = new CopyOnWriteArrayList<Asked>();
    var spec =
        ChildSpec.of(
                "a",
                _ -> {
                  var child = new Asked();
                  lives.add(child);
                  return child;
                })
            .withHealth(HealthCheck.responds(SILENCE));
    try (Supervisor supervisor =
        Supervisor.builder("test")
            .backoff(Backoff.NONE)
            .time(time)
            .listener(trail)
            .child(spec)
            .start()) {
      Asked first = lives.getFirst();
      ask(first, 1);
      first.well = false;
      ask(first, 1);
      // The machine was asleep.
      ask(first, Duration.ofHours(9));
      assertThat(first.questions).hasValue(3);
      assertThat(first.exit).isNotDone();
      first.well = true;
      ask(first, 1);
      first.well = false;
      ask(first, 3);
      time.advance(QUARTER);
      Await.until("the next life", Trail.PATIENCE, () -> lives.size() == 2);
      assertThat(supervisor.child("a").orElseThrow().lastDeath().orElseThrow().cause())
          .isEqualTo(
              "silent: no sign of life in 2000 ms (expected: one): java.io.IOException: pipe is gone");
    }
  }

  @Test
  void silence_that_is_none_is_refused() {
    assertThatThrownBy(() -> HealthCheck.responds(Duration.ZERO))
        .hasMessage("silence: PT0S (expected: > 0)");
    assertThatThrownBy(() -> echo().silence(Duration.ofSeconds(-1)))
        .hasMessage("silence: PT-1S (expected: > 0)");
    assertThat(HealthCheck.responds(Duration.ofNanos(1)).every()).isEqualTo(Duration.ofNanos(1));
  }

  /** Notes what a worker says. */
  private static final class Noted implements ChildContext {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger ready = new AtomicInteger();
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private volatile boolean held; // by the test, read by the pump

    @Override
    public String name() {
      return "noted";
    }

    @Override
    public void ready() {
      ready.incrementAndGet();
    }

    @Override
    public void printed(String line) {
      lines.add(line);
      try {
        if (held) {
          mayGoOn.await();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void answers_do_not_tear_what_a_worker_prints() {
    var noted = new Noted();
    var talk = new BodyTalk(noted, TOKEN);
    talk.heard(Pipe.STDOUT, "loading: 1 " + TOKEN);
    talk.heard(Pipe.STDOUT, "2 " + TOKEN + "!");
    talk.heard(Pipe.STDERR, "warning");
    talk.heard(Pipe.STDOUT, TOKEN + "!");
    talk.heard(Pipe.STDOUT, "3");
    talk.heard(Pipe.STDOUT, "last" + TOKEN + "!");
    talk.end();
    talk.end();
    assertThat(noted.lines).containsExactly("warning", "loading: 1 2 3", "last");
    assertThat(noted.ready).hasValue(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void worker_that_cannot_be_heard_is_not_silent() throws Exception {
    var noted = new Noted();
    var talk = new BodyTalk(noted, TOKEN);
    try (RunningCommand running = Command.of("cat").pipeStdin().start()) {
      assertThat(talk.responds(running)).isTrue();
      assertThat(talk.responds(running)).isFalse();
      noted.held = true;
      Thread pump = Thread.ofPlatform().start(() -> talk.heard(Pipe.STDOUT, "line"));
      Await.until("a line to be held up", Trail.PATIENCE, () -> !noted.lines.isEmpty());
      assertThat(talk.responds(running)).isTrue();
      noted.mayGoOn.countDown();
      pump.join();
      assertThat(talk.responds(running)).isFalse();
      talk.heard(Pipe.STDOUT, TOKEN + "!");
      assertThat(talk.responds(running)).isTrue();
    }
  }

  @Test
  void line_that_never_ends_is_handed_on_in_pieces() {
    var noted = new Noted();
    var talk = new BodyTalk(noted, TOKEN);
    String dots = ".".repeat(1000);
    for (int i = 0; i < 100; i++) {
      talk.heard(Pipe.STDOUT, dots + TOKEN + "!");
    }
    assertThat(noted.lines).isNotEmpty().allMatch(line -> line.length() < 70_000);
  }
}

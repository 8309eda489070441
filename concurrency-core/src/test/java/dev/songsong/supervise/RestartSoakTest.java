// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.Command;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A child is killed again and again, at moments by the seed, 50 ms apart on average; the leak check
 * counts afterwards. {@code -Dsongsong.restarts=1000} for the long run; it prints how long the
 * restarts took.
 */
@Timeout(600)
@EnabledOnOs(OS.LINUX)
@ExtendWith({LeakCheck.class, Seeds.class})
class RestartSoakTest {
  private static final int RESTARTS = Integer.getInteger("songsong.restarts", 40);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Supervisor start(ChildSpec... children) throws InterruptedException {
    SupervisorBuilder builder =
        Supervisor.builder("soak")
            .backoff(Backoff.NONE)
            .seed(1)
            .intensity(Integer.MAX_VALUE - 1, Duration.ofSeconds(1));
    for (ChildSpec child : children) {
      builder.child(child);
    }
    return builder.start();
  }

  private static OptionalLong upPid(Supervisor supervisor, String child) {
    ChildInfo info = supervisor.child(child).orElseThrow();
    return info.state() == ChildState.UP ? info.pid() : OptionalLong.empty();
  }

  /** Kills one, and gives the time until its next life was ready. */
  private static long killOne(Supervisor supervisor, String child) throws Exception {
    Await.until("a life", PATIENCE, () -> upPid(supervisor, child).isPresent());
    long pid = upPid(supervisor, child).orElseThrow();
    long from = System.nanoTime();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    Await.until(
        "the next life of " + pid,
        PATIENCE,
        () -> {
          OptionalLong now = upPid(supervisor, child);
          return now.isPresent() && now.getAsLong() != pid;
        });
    return System.nanoTime() - from;
  }

  private static void report(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: %d restarts, kill -9 to ready: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        what,
        nanos.length,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }

  @Test
  void thousand_kills_of_a_program_leave_nothing_behind(Random random) throws Exception {
    var nanos = new long[RESTARTS];
    try (Supervisor supervisor =
        start(
            ChildSpec.command("victim", Command.of("sh", "-c", "echo up; exec sleep 1000"))
                .withReadiness(Readiness.line("up")),
            ChildSpec.command("bystander", Command.of("sleep", "1000")))) {
      for (int i = 0; i < RESTARTS; i++) {
        LockSupport.parkNanos(random.nextLong(100_000_000));
        nanos[i] = killOne(supervisor, "victim");
      }
      assertThat(supervisor.child("victim").orElseThrow().restarts()).isEqualTo(RESTARTS);
      assertThat(supervisor.child("bystander").orElseThrow().restarts()).isZero();
    }
    report("program", nanos);
  }

  @Test
  void kills_of_a_worker_jvm_leave_nothing_behind(Random random) throws Exception {
    var nanos = new long[Math.max(4, RESTARTS / 10)];
    try (Supervisor supervisor =
        start(
            ChildSpec.remote(
                "victim",
                new SupervisedProcessTest.Idler("hello"),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1"))) {
      for (int i = 0; i < nanos.length; i++) {
        LockSupport.parkNanos(random.nextLong(100_000_000));
        nanos[i] = killOne(supervisor, "victim");
      }
    }
    report("worker JVM", nanos);
  }
}

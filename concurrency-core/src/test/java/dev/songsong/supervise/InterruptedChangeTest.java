// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Changes of a group that end half-way: what they leave, and that the next change mends it. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class InterruptedChangeTest {
  // Who is to be interrupted when a replica starts; set by the test, taken by the supervisor.
  private final AtomicReference<Thread> victim = new AtomicReference<>();

  private ServerGroup start() throws Exception {
    return ServerGroup.builder("echo")
        .replicas(2)
        .body(new EchoServer(false), "-Xmx64m", "-XX:TieredStopAtLevel=1")
        .listener(
            new SupervisorListener() {
              @Override
              public void childStarting(String child) {
                Thread caller = victim.getAndSet(null);
                if (caller != null) {
                  caller.interrupt();
                }
              }
            })
        .start();
  }

  private static void awaitUp(ServerGroup group, int count) throws Exception {
    Await.until(count + " replicas to be up", Trail.PATIENCE, () -> group.stats().up() == count);
  }

  @Test
  void interrupted_restart_leaves_one_too_many_and_the_next_restart_takes_it_away()
      throws Exception {
    try (ServerGroup group = start()) {
      victim.set(Thread.currentThread());
      assertThatThrownBy(group::rollingRestart).isInstanceOf(InterruptedException.class);
      awaitUp(group, 3);
      assertThat(group.stats().wanted()).isEqualTo(2);

      group.rollingRestart();

      assertThat(group.replicas()).hasSize(2);
      assertThat(group.replicas())
          .extracting(ChildInfo::name)
          .doesNotContain("echo-1", "echo-2", "echo-3");
      assertThat(Client.ask(group.address(), "hello")).endsWith(" hello");
    }
  }

  @Test
  void group_that_is_closed_while_it_restarts_ends_both() throws Exception {
    ServerGroup group = start();
    var closer = new Thread(group::close);
    try (group) {
      closer.start();
      assertThatThrownBy(
              () -> {
                while (true) {
                  group.rollingRestart();
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed (expected: open)");
    } finally {
      closer.join();
    }
    assertThat(group.onEnd()).isCompleted();
  }
}

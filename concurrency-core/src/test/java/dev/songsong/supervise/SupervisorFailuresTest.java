// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Starts that fail, ends that are ignored, changes at run time and bad use. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class SupervisorFailuresTest {
  private final ManualTime time = new ManualTime();
  private final Trail trail = new Trail();
  private final Puppet puppet = new Puppet();

  private SupervisorBuilder builder(Strategy strategy, String... children) {
    SupervisorBuilder builder =
        Supervisor.builder("test")
            .strategy(strategy)
            .backoff(Backoff.NONE)
            .time(time)
            .seed(42)
            .listener(trail);
    for (String child : children) {
      builder.child(puppet.child(child));
    }
    return builder;
  }

  private static ChildInfo info(Supervisor supervisor, String child) {
    return supervisor.child(child).orElseThrow();
  }

  @Test
  void failed_first_start_names_the_child_and_stops_the_others_in_reverse() {
    puppet.breakStart("c");
    assertThatThrownBy(() -> builder(Strategy.ONE_FOR_ONE, "a", "b", "c", "d").start())
        .isInstanceOf(ChildStartException.class)
        .hasMessage("child c: java.lang.IllegalStateException: broken (expected: to become ready)");
    assertThat(trail.events())
        .containsExactly("up a", "up b", "unstarted c", "stopped b", "stopped a");
  }

  @Test
  void failed_start_in_a_restart_counts_and_is_tried_again() throws Exception {
    Supervisor supervisor =
        builder(Strategy.ONE_FOR_ALL, "a", "b").intensity(3, Duration.ofSeconds(10)).start();
    trail.upTo("up b");
    puppet.breakStart("b");
    puppet.crash("b");
    assertThatThrownBy(supervisor::await).hasMessageContaining("more than 3 restarts");
    assertThat(trail.events())
        .containsSubsequence("died b", "up a", "unstarted b", "stopped a", "up a", "gave up")
        .endsWith("unstarted b", "gave up", "stopped a");
  }

  @Test
  void start_that_hangs_fails_at_its_limit() {
    SupervisorBuilder builder =
        Supervisor.builder("test")
            .child(
                ChildSpec.service(
                        "deaf",
                        () ->
                            new Service() {
                              @Override
                              public void start() throws InterruptedException {
                                new CountDownLatch(1).await();
                              }

                              @Override
                              public void run() {}
                            })
                    .withStartLimit(Duration.ofMillis(50)));
    assertThatThrownBy(builder::start)
        .hasMessage("child deaf: not ready after 50 ms (expected: to become ready)");
  }

  @Test
  void children_come_and_go_at_run_time() throws Exception {
    try (Supervisor supervisor = builder(Strategy.ONE_FOR_ONE, "a").start()) {
      supervisor.add(puppet.child("b"));
      supervisor.restart("a");
      supervisor.remove("a");
      assertThat(supervisor.children()).extracting(ChildInfo::name).containsExactly("b");
      assertThatThrownBy(() -> supervisor.remove("a"))
          .hasMessage("child: a (expected: one of [b])");
      assertThatThrownBy(() -> supervisor.add(puppet.child("b")))
          .hasMessage("child: b is there already (expected: names that differ)");
      puppet.breakStart("c");
      assertThatThrownBy(() -> supervisor.add(puppet.child("c")))
          .isInstanceOf(ChildStartException.class);
      assertThat(supervisor.child("c")).isEmpty();
      trail.isExactly("up a", "up b", "stopped a", "up a", "stopped a", "unstarted c");
    }
  }

  @Test
  void group_goes_on_without_a_child_that_was_removed_while_it_waited() throws Exception {
    var backoff = new Backoff(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0, Duration.ZERO);
    try (Supervisor supervisor =
        builder(Strategy.ONE_FOR_ALL, "a", "b", "c").backoff(backoff).start()) {
      puppet.crash("b");
      trail.upTo("restarting b");
      supervisor.remove("b");
      time.advance(Duration.ofSeconds(1));
      trail.isExactly("up a", "up c");
    }
  }

  @Test
  void supervisor_that_gives_up_is_restarted_by_its_parent() throws Exception {
    SupervisorBuilder inner =
        Supervisor.builder("inner")
            .intensity(0, Duration.ofSeconds(1))
            .time(time)
            .listener(trail)
            .child(puppet.child("x"));
    SupervisorBuilder outer =
        builder(Strategy.ONE_FOR_ONE)
            .intensity(1, Duration.ofSeconds(1))
            .child(ChildSpec.supervisor(inner));
    Supervisor supervisor = outer.start();
    trail.upTo("up inner");
    puppet.crash("x");
    assertThat(trail.upTo("up inner"))
        .containsSubsequence("died x", "gave up", "died inner", "up x", "up inner");
    puppet.crash("x");
    assertThatThrownBy(supervisor::await)
        .hasMessageContaining("gave up on child inner")
        .hasMessageContaining("supervisor inner: gave up on child x");
  }

  @Test
  void unhealthy_child_is_replaced() throws Exception {
    var well = new AtomicBoolean(true);
    var check = new HealthCheck(Duration.ofSeconds(1), 2, well::get);
    SupervisorBuilder builder =
        builder(Strategy.ONE_FOR_ONE).child(puppet.child("a").withHealth(check));
    try (Supervisor supervisor = builder.start()) {
      trail.upTo("up a");
      well.set(false);
      Await.until(
          "a to die",
          Trail.PATIENCE,
          () -> {
            time.advance(Duration.ofMillis(100));
            return info(supervisor, "a").restarts() > 0;
          });
      well.set(true);
      assertThat(info(supervisor, "a").lastDeath().orElseThrow().cause())
          .isEqualTo("unhealthy: 2 failed checks");
    }
  }

  @Test
  void service_that_ignores_its_end_is_said_to_run_on() throws Exception {
    var freed = new AtomicBoolean();
    ChildSpec deaf =
        ChildSpec.service(
                "deaf",
                () ->
                    () -> {
                      while (!freed.get()) {
                        Thread.onSpinWait();
                      }
                    })
            .withGrace(Duration.ofMillis(10));
    Supervisor supervisor = Supervisor.builder("test").child(deaf).listener(trail).start();
    try {
      supervisor.close();
      trail.upTo("stopped deaf");
    } finally {
      freed.set(true);
    }
  }

  @Test
  void interrupted_close_ends_the_graces_and_keeps_the_interrupt() throws Exception {
    var freed = new AtomicBoolean();
    ChildSpec slow =
        ChildSpec.service(
                "slow",
                () ->
                    () -> {
                      while (!freed.get()) {
                        Thread.onSpinWait();
                      }
                    })
            .withGrace(Duration.ofHours(1));
    Supervisor supervisor = Supervisor.builder("test").child(slow).start();
    Thread.currentThread().interrupt();
    Thread helper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Await.until(
                    "stopping",
                    Trail.PATIENCE,
                    () -> info(supervisor, "slow").state() == ChildState.STOPPING);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              } finally {
                freed.set(true);
              }
            });
    supervisor.close();
    assertThat(Thread.interrupted()).isTrue();
    helper.join();
  }

  @Test
  void listener_may_read_and_close_but_not_change_and_its_mistakes_harm_nobody() throws Exception {
    var refused = new CompletableFuture<String>();
    var holder = new AtomicReference<Supervisor>();
    SupervisorListener listener =
        new SupervisorListener() {
          @Override
          public void childDied(Death death) {
            try {
              holder.get().restart("a");
            } catch (InterruptedException | IllegalStateException e) {
              refused.complete(e.getMessage());
              holder.get().close();
            }
          }
        };
    Supervisor supervisor = builder(Strategy.ONE_FOR_ONE, "a").listener(listener).start();
    holder.set(supervisor);
    puppet.crash("a");
    supervisor.await();
    assertThat(refused.get())
        .isEqualTo(
            "supervisor test: asked by its own listener (expected: another thread). Hand the call"
                + " to an executor.");
  }

  @Test
  void bad_values_are_refused_by_name() {
    assertThatThrownBy(() -> Supervisor.builder(" "))
        .hasMessage("supervisor name: blank (expected: a name to know it by)");
    assertThatThrownBy(() -> Supervisor.builder("s").intensity(-1, Duration.ofSeconds(1)))
        .hasMessage("intensity: -1 (expected: >= 0)");
    assertThatThrownBy(() -> Supervisor.builder("s").intensity(1, Duration.ZERO))
        .hasMessage("window: PT0S (expected: > 0)");
    assertThatThrownBy(() -> builder(Strategy.ONE_FOR_ONE, "a", "a"))
        .hasMessage("child: a is there already (expected: names that differ)");
    assertThatThrownBy(() -> puppet.child("a").withGrace(Duration.ofMillis(-1)))
        .hasMessage("grace of a: PT-0.001S (expected: >= 0)");
    assertThatThrownBy(() -> puppet.child("a").withReadiness(Readiness.line("x")))
        .hasMessageStartingWith("readiness of a: a line (expected: of a program or worker JVM).");
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, 0.5, Duration.ZERO, 0, Duration.ZERO))
        .hasMessage("factor: 0.5 (expected: 1 to 1000)");
  }

  @Test
  void failure_of_the_end_is_seen_by_every_future() throws Exception {
    Supervisor supervisor =
        builder(Strategy.ONE_FOR_ONE, "a").intensity(0, Duration.ofSeconds(1)).start();
    var end = supervisor.onEnd();
    puppet.crash("a");
    assertThatThrownBy(end::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SupervisorException.class);
  }
}

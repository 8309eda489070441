// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which children start anew, in which order, and when a supervisor gives up: by a manual clock. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class SupervisorTest {
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
  void children_start_in_order_and_stop_in_reverse() throws Exception {
    Supervisor supervisor = builder(Strategy.ONE_FOR_ONE, "a", "b", "c").start();
    assertThat(supervisor.children()).extracting(ChildInfo::state).containsOnly(ChildState.UP);
    supervisor.close();
    supervisor.close();

    trail.isExactly("up a", "up b", "up c", "stopped c", "stopped b", "stopped a");
    assertThat(supervisor.children()).extracting(ChildInfo::state).containsOnly(ChildState.STOPPED);
    assertThat(supervisor.onEnd()).isCompleted();
  }

  @Test
  void one_for_one_restarts_only_the_child_that_died() throws Exception {
    try (Supervisor supervisor = builder(Strategy.ONE_FOR_ONE, "a", "b", "c").start()) {
      trail.upTo("up c");
      puppet.crash("b");
      trail.isExactly("died b", "restarting b", "up b");
      assertThat(info(supervisor, "b").restarts()).isEqualTo(1);
      assertThat(info(supervisor, "b").lastDeath().orElseThrow().cause()).contains("crashed");
      assertThat(info(supervisor, "a").restarts()).isZero();
    }
  }

  @Test
  void one_for_all_stops_the_others_in_reverse_and_starts_all_in_order() throws Exception {
    try (var _ = builder(Strategy.ONE_FOR_ALL, "a", "b", "c").start()) {
      trail.upTo("up c");
      puppet.crash("b");
      trail.isExactly("died b", "stopped c", "stopped a", "restarting b", "up a", "up b", "up c");
    }
  }

  @Test
  void rest_for_one_restarts_the_later_children_too() throws Exception {
    try (var _ = builder(Strategy.REST_FOR_ONE, "a", "b", "c", "d").start()) {
      trail.upTo("up d");
      puppet.crash("b");
      trail.isExactly("died b", "stopped d", "stopped c", "restarting b", "up b", "up c", "up d");
    }
  }

  @Test
  void transient_child_that_finishes_stays_finished_and_one_that_crashes_returns()
      throws Exception {
    SupervisorBuilder builder =
        builder(Strategy.ONE_FOR_ONE).child(puppet.child("a").withRestart(Restart.TRANSIENT));
    try (Supervisor supervisor = builder.start()) {
      puppet.crash("a");
      trail.upTo("restarting a");
      trail.upTo("up a");
      puppet.finish("a");
      trail.upTo("died a");
      Await.until(
          "a to be finished",
          Trail.PATIENCE,
          () -> info(supervisor, "a").state() == ChildState.FINISHED);
    }
  }

  @Test
  void temporary_child_leaves_the_list_when_it_ends() throws Exception {
    SupervisorBuilder builder =
        builder(Strategy.ONE_FOR_ONE, "a").child(puppet.child("t").withRestart(Restart.TEMPORARY));
    try (Supervisor supervisor = builder.start()) {
      puppet.crash("t");
      Await.until("t to be gone", Trail.PATIENCE, () -> supervisor.child("t").isEmpty());
      assertThat(supervisor.children()).hasSize(1);
    }
  }

  @Test
  void permanent_child_that_finishes_is_started_again() throws Exception {
    try (var _ = builder(Strategy.ONE_FOR_ONE, "a").start()) {
      trail.upTo("up a");
      puppet.finish("a");
      trail.isExactly("died a", "restarting a", "up a");
    }
  }

  @Test
  void restart_storm_ends_the_supervisor_with_its_history() throws Exception {
    Supervisor supervisor =
        builder(Strategy.ONE_FOR_ONE, "a", "b").intensity(2, Duration.ofSeconds(10)).start();
    trail.upTo("up b");
    for (int i = 0; i < 2; i++) {
      puppet.crash("b");
      trail.upTo("up b");
    }
    puppet.crash("b");

    assertThatThrownBy(supervisor::await)
        .isInstanceOf(SupervisorException.class)
        .hasMessageStartingWith(
            "supervisor test: gave up on child b: more than 2 restarts in 10000 ms (expected:"
                + " children that stay up). Its history ends:\n"
                + "  0.000 s: b died: java.lang.IllegalStateException: crashed\n")
        .satisfies(e -> assertThat(((SupervisorException) e).history()).hasSize(3));
    trail.isExactly("died b", "gave up", "stopped a");
    assertThatThrownBy(() -> supervisor.restart("a"))
        .hasMessage("supervisor test: closed (expected: open)");
    supervisor.close();
  }

  @Test
  void deaths_outside_the_window_are_forgiven() throws Exception {
    try (Supervisor supervisor =
        builder(Strategy.ONE_FOR_ONE, "a").intensity(1, Duration.ofSeconds(10)).start()) {
      trail.upTo("up a");
      for (int i = 0; i < 5; i++) {
        puppet.crash("a");
        trail.upTo("up a");
        time.advance(Duration.ofSeconds(11));
      }
      assertThat(info(supervisor, "a").restarts()).isEqualTo(5);
    }
  }

  @Test
  void restart_waits_for_the_backoff_which_grows_and_is_forgotten_after_health() throws Exception {
    var backoff =
        new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(3), 0, Duration.ofHours(1));
    try (Supervisor supervisor =
        builder(Strategy.ONE_FOR_ONE, "a")
            .backoff(backoff)
            .intensity(100, Duration.ofSeconds(1))
            .start()) {
      trail.upTo("up a");
      for (int seconds : new int[] {1, 2, 3, 3}) {
        puppet.crash("a");
        trail.upTo("restarting a");
        time.advance(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(info(supervisor, "a").state()).isEqualTo(ChildState.RESTARTING);
        time.advance(Duration.ofNanos(1));
        trail.upTo("up a");
      }
      time.advance(Duration.ofHours(1));
      puppet.crash("a");
      trail.upTo("restarting a");
    }
    assertThat(trail.delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 3L, 3L, 1L);
  }

  @Test
  void jitter_stays_within_its_part_and_repeats_by_the_seed() {
    var backoff = new Backoff(Duration.ofSeconds(1), 3, Duration.ofSeconds(5), 0.5, Duration.ZERO);
    var one = new SplittableRandom(7);
    var same = new SplittableRandom(7);
    for (int deaths = 1; deaths < 2000; deaths++) {
      Duration delay = backoff.delay(deaths, one);
      long full = Math.min(5_000, deaths == 1 ? 1_000 : deaths == 2 ? 3_000 : 5_000);
      assertThat(delay.toMillis()).isBetween(full / 2, full);
      assertThat(backoff.delay(deaths, same)).isEqualTo(delay);
    }
  }
}

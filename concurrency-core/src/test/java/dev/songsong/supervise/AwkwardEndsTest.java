// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.process.Command;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Children whose code does the wrong thing at the wrong moment; none may live on unminded. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class AwkwardEndsTest {
  private final ManualTime time = new ManualTime();
  private final Trail trail = new Trail();

  private SupervisorBuilder builder() {
    return Supervisor.builder("test").backoff(Backoff.NONE).time(time).listener(trail);
  }

  /** A child that notes the graces with which it was stopped, and ends at the first. */
  private static final class Fake implements RunningChild {
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final List<Duration> graces = new CopyOnWriteArrayList<>();

    @Override
    public OptionalLong pid() {
      return OptionalLong.empty();
    }

    @Override
    public CompletableFuture<Exit> onExit() {
      return exit.copy();
    }

    @Override
    public void stop(Duration grace) {
      graces.add(grace);
      exit.complete(Exit.normal("stopped"));
    }
  }

  @Test
  void probe_that_throws_an_error_is_a_no_and_the_child_is_ended() {
    var child = new Fake();
    var spec =
        ChildSpec.of("a", _ -> child)
            .withReadiness(
                Readiness.probe(() -> {
                  throw new AssertionError("not yet");
                }))
            .withStartLimit(Duration.ofMillis(50));
    assertThatThrownBy(() -> builder().time(TimeSource.SYSTEM).child(spec).start())
        .hasMessageStartingWith(
            "child a: not ready after 50 ms: java.lang.AssertionError: not yet");
    assertThat(child.graces).containsExactly(Duration.ZERO);
  }

  @Test
  void child_whose_exit_cannot_be_watched_is_killed() {
    var ended = new CountDownLatch(1);
    ChildKind broken =
        _ ->
            new RunningChild() {
              @Override
              public OptionalLong pid() {
                return OptionalLong.empty();
              }

              @Override
              public CompletableFuture<Exit> onExit() {
                throw new IllegalStateException("no exit today");
              }

              @Override
              public void stop(Duration grace) {
                ended.countDown();
              }
            };
    assertThatThrownBy(() -> builder().child(ChildSpec.of("a", broken)).start())
        .hasMessageContaining("no exit today");
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void start_that_comes_after_it_was_given_up_is_ended_at_once() throws Exception {
    var child = new Fake();
    var starts = new CountDownLatch(1);
    var mayStart = new CountDownLatch(1);
    ChildKind late =
        _ -> {
          starts.countDown();
          boolean waits = true;
          while (waits) {
            try {
              mayStart.await();
              waits = false;
            } catch (InterruptedException e) {
              // This start is deaf.
            }
          }
          return child;
        };
    var spec = ChildSpec.of("a", late).withStartLimit(Duration.ofMillis(1));
    Thread.ofPlatform()
        .start(() -> {
          try {
            starts.await();
            time.advance(Duration.ofMinutes(1));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThatThrownBy(() -> builder().child(spec).start())
        .hasMessageContaining("hangs: its own code holds thread minder-test-a");
    mayStart.countDown();
    Await.until("its end", Trail.PATIENCE, () -> child.exit.isDone());
    assertThat(child.graces).first().isEqualTo(Duration.ZERO);
  }

  @Test
  void health_check_that_the_end_interrupts_does_not_cost_the_grace() throws Exception {
    var child = new Fake();
    var asked = new CountDownLatch(1);
    var check =
        new HealthCheck(
            Duration.ofMillis(1),
            1,
            () -> {
              asked.countDown();
              TimeUnit.HOURS.sleep(1);
              return true;
            });
    var spec = ChildSpec.of("a", _ -> child).withHealth(check).withGrace(Duration.ofSeconds(7));
    try (Supervisor supervisor = builder().child(spec).start()) {
      // More than once: its minder may only now begin to wait for the time to come.
      Await.until(
          "the check",
          Trail.PATIENCE,
          () -> {
            time.advance(Duration.ofSeconds(1));
            return asked.getCount() == 0;
          });
      supervisor.remove("a");
    }
    assertThat(child.graces).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void service_that_swallows_its_end_while_it_starts_does_not_run() throws Exception {
    var ran = new CountDownLatch(1);
    var starting = new CountDownLatch(1);
    class Deaf implements Service {
      @Override
      public void start() {
        starting.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          // Swallowed, as it should not be.
        }
      }

      @Override
      public void run() throws InterruptedException {
        ran.countDown();
        new CountDownLatch(1).await();
      }
    }
    SupervisorBuilder builder = builder().child(ChildSpec.service("a", Deaf::new));
    Thread starter =
        Thread.ofPlatform()
            .start(() -> {
              try (var _ = builder.start()) {
                ran.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    starting.await();
    starter.interrupt();
    starter.join();
    assertThat(ran.getCount()).isOne();
  }

  @Test
  void two_who_remove_one_child_both_hear_that_it_is_gone() throws Exception {
    var mayEnd = new CountDownLatch(1);
    ChildSpec slow =
        ChildSpec.service(
                "slow",
                () ->
                    () -> {
                      boolean waits = true;
                      while (waits) {
                        try {
                          mayEnd.await();
                          waits = false;
                        } catch (InterruptedException e) {
                          // It ends in its own time.
                        }
                      }
                    })
            .withGrace(Duration.ofSeconds(30));
    try (Supervisor supervisor = builder().child(slow).start()) {
      var heard = new CopyOnWriteArrayList<String>();
      List<Thread> askers =
          List.of(
              Thread.ofPlatform().start(() -> heard.add(remove(supervisor))),
              Thread.ofPlatform().start(() -> heard.add(remove(supervisor))));
      Await.until(
          "both to ask",
          Trail.PATIENCE,
          () -> askers.stream().allMatch(one -> one.getState() == Thread.State.WAITING));
      // It is answered after what was asked before.
      supervisor.add(ChildSpec.of("b", _ -> new Fake()));
      mayEnd.countDown();
      for (Thread asker : askers) {
        asker.join();
      }
      assertThat(heard).containsExactly("gone", "gone");
    }
  }

  private static String remove(Supervisor supervisor) {
    try {
      supervisor.remove("slow");
      return "gone";
    } catch (InterruptedException | RuntimeException e) {
      return e.toString();
    }
  }

  @Test
  void program_cannot_declare_itself_ready() {
    assertThatThrownBy(
            () -> ChildSpec.command("p", Command.of("true")).withReadiness(Readiness.declared()))
        .hasMessage(
            "readiness of p: declared (expected: started, a port, a line or a probe)."
                + " A program can't declare itself; let it print a line.");
  }

  @Test
  void times_beyond_what_a_clock_can_tell_are_refused() {
    ChildSpec child = ChildSpec.command("p", Command.of("true"));
    var ages = Duration.ofDays(1_000_000);
    assertThatThrownBy(() -> child.withGrace(ages))
        .hasMessage("grace of p: PT24000000H (expected: <= PT87600H); that is ten years");
    assertThatThrownBy(() -> child.withStartLimit(ages)).hasMessageStartingWith("startLimit of p:");
    assertThatThrownBy(() -> new HealthCheck(ages, 1, () -> true)).hasMessageStartingWith("every:");
    assertThatThrownBy(() -> Supervisor.builder("s").intensity(1, ages))
        .hasMessageStartingWith("window:");
  }
}

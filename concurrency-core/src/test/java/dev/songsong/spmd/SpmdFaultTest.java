// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ranks learn when one of them dies, throws, stops, or calls the wrong thing. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class SpmdFaultTest {
  private static final int RANKS = 4;

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static Throwable error(Outcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return ((Failed<?>) outcome).error();
  }

  private static void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + ProcessHandle.current().pid()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long the barrier took to fail, and with what. */
  private static String failedBarrier(Communicator comm) throws InterruptedException {
    long start = System.nanoTime();
    try {
      comm.barrier();
      return "no failure";
    } catch (RanksLostException e) {
      boolean soon = System.nanoTime() - start < 5_000_000_000L;
      return (soon ? "soon " : "late ") + e.ranks() + " " + e.getMessage();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "TCP"})
  @EnabledOnOs(OS.LINUX)
  void killed_rank_ends_the_calls_of_all_others_with_its_name(Way way) throws Exception {
    SpmdResult<String> result =
        way.builder(RANKS)
            .run(comm -> {
              comm.barrier();
              if (comm.rank() == 2) {
                signal("KILL");
              }
              return failedBarrier(comm);
            });
    assertThat(result.of(2)).isInstanceOf(WorkerDied.class);
    for (int rank : List.of(0, 1, 3)) {
      assertThat(result.of(rank).orElseThrow())
          .startsWith("soon [2] barrier(): lost ranks [2] (expected: all 4 there): rank 2 died")
          .endsWith("rebuild() makes a communicator of those who are left.");
    }
    if (way == Way.PROCESSES) {
      assertThat(result.of(0).orElseThrow()).contains("SIGKILL");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "HYBRID")
  @EnabledOnOs(OS.LINUX)
  void killed_process_takes_its_ranks_along_and_no_others(Way way) throws Exception {
    SpmdResult<String> result =
        way.builder(RANKS)
            .run(comm -> {
              comm.barrier();
              if (comm.rank() == 3) {
                signal("KILL");
              }
              return failedBarrier(comm);
            });
    assertThat(result.of(2)).isInstanceOf(WorkerDied.class);
    assertThat(result.of(3)).isInstanceOf(WorkerDied.class);
    assertThat(result.of(0).orElseThrow()).startsWith("soon [2, 3] ");
    assertThat(result.of(1).orElseThrow()).startsWith("soon [2, 3] ");
  }

  @ParameterizedTest
  @EnumSource
  void survivors_rebuild_and_go_on(Way way) throws Exception {
    SpmdResult<Double> result =
        way.builder(RANKS)
            .run(comm -> {
              comm.barrier();
              if (comm.rank() == 1) {
                throw new IllegalStateException("on purpose");
              }
              failedBarrier(comm);
              Communicator rest = comm.rebuild();
              float[] large = new float[100_000];
              large[99_999] = rest.size();
              rest.allReduce(large, Op.SUM);
              return large[99_999] + rest.allReduce((double) comm.rank(), Op.SUM);
            });
    assertThat(error(result.of(1))).isInstanceOf(IllegalStateException.class);
    for (int rank : List.of(0, 2, 3)) {
      assertThat(result.of(rank)).isEqualTo(new Done<>(14.0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void rank_that_throws_ends_receives_and_large_collectives_too(Way way) throws Exception {
    SpmdResult<Integer> result =
        way.builder(RANKS)
            .run(comm -> {
              comm.barrier();
              switch (comm.rank()) {
                case 0 -> comm.receive(Data.of(new int[1]), 1, 0);
                case 1 -> comm.allReduce(new float[500_000], Op.SUM);
                case 2 -> throw new IllegalStateException("broken disk");
                default -> comm.receive(Data.of(new int[1]), 2, 0);
              }
              return 0;
            });
    for (int rank : List.of(0, 1, 3)) {
      assertThat(error(result.of(rank)))
          .isInstanceOf(RanksLostException.class)
          .hasMessageContaining("failed, java.lang.");
    }
    assertThat(((SpmdException) error(result.of(3))).ranks()).contains(2);
  }

  @ParameterizedTest
  @EnumSource
  void another_collective_is_told_to_every_rank(Way way) throws Exception {
    SpmdResult<Integer> result =
        way.builder(RANKS)
            .run(comm -> {
              if (comm.rank() == 3) {
                comm.broadcast(new float[8], 1);
              } else {
                comm.allReduce(new float[comm.rank() == 1 ? 9 : 8], Op.SUM);
              }
              return 0;
            });
    for (Outcome<Integer> outcome : result.outcomes()) {
      assertThat(error(outcome))
          .hasMessageContaining(
              "collective: rank 0 called allReduce(float[8], SUM), rank 1 called"
                  + " allReduce(float[9], SUM), rank 2 called allReduce(float[8], SUM), rank 3"
                  + " called broadcast(float[8], root 1) (expected: the same call on every rank)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void message_of_another_length_is_refused_by_its_receiver(Way way) throws Exception {
    SpmdResult<Integer> result =
        way.builder(2)
            .run(comm -> {
              if (comm.rank() == 0) {
                comm.send(Data.of(new float[8]), 1, 3);
              } else {
                comm.receive(Data.of(new float[4]), 0, 3);
              }
              return 0;
            });
    assertThat(error(result.of(1)))
        .isInstanceOf(MismatchException.class)
        .hasMessage("receive(float[4], from 0, tag 3): rank 0 sent float[8] (expected: float[4])");
  }

  @ParameterizedTest
  @EnumSource
  void rank_that_does_not_come_is_named_at_the_deadline(Way way) throws Exception {
    SpmdResult<String> result =
        way.builder(3)
            .run(comm -> {
              comm.barrier();
              if (comm.rank() == 1) {
                // Comes to nothing, until the others have given it up.
                return afterBeingGivenUp(comm);
              }
              try {
                comm.withDeadline(Duration.ofMillis(300)).allReduce(1.0, Op.SUM);
                return "came";
              } catch (RanksLateException | RanksLostException e) {
                return e.getMessage();
              }
            });
    String late =
        "allReduce(double[1], SUM): ranks [1] did not come (expected: within PT0.3S). If they only"
            + " need longer, set a longer deadline.";
    assertThat(List.of(result.of(0).orElseThrow(), result.of(2).orElseThrow()))
        .allSatisfy(message ->
            assertThat(message).matches(m -> m.equals(late) || m.contains("rank 1 was given up")))
        .contains(late);
    assertThat(result.of(1).orElseThrow()).contains("rank 1 was given up, it did not come to");
  }

  private static String afterBeingGivenUp(Communicator comm) throws InterruptedException {
    try {
      comm.withDeadline(Duration.ofSeconds(20)).receive(Data.of(new int[1]), 0, 9);
      return "received";
    } catch (RanksLostException e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "TCP"})
  @EnabledOnOs(OS.LINUX)
  void stopped_rank_is_named_and_its_process_ended(Way way) throws Exception {
    SpmdResult<String> result =
        way.builder(3)
            .run(comm -> {
              comm.barrier();
              if (comm.rank() == 2) {
                signal("STOP");
              }
              try {
                comm.withDeadline(Duration.ofMillis(500)).barrier();
                return "came";
              } catch (RanksLateException | RanksLostException e) {
                return comm.rebuild().size() + " " + e.ranks();
              }
            });
    assertThat(result.of(0)).isEqualTo(new Done<>("2 [2]"));
    assertThat(result.of(1)).isEqualTo(new Done<>("2 [2]"));
    assertThat(result.of(2).succeeded()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void interrupt_ends_a_run_and_leaves_nothing(Way way) throws Exception {
    Thread runner = Thread.currentThread();
    Thread interrupter =
        Thread.ofPlatform()
            .start(() -> {
              LockSupport.parkNanos(500_000_000);
              runner.interrupt();
            });
    try {
      way.builder(2)
          .run(comm -> {
            comm.receive(Data.of(new int[1]), 1 - comm.rank(), 0);
            return 0;
          });
      fail("not interrupted");
    } catch (InterruptedException expected) {
      assertThat(expected).isNotNull();
    } finally {
      interrupter.join();
    }
  }
}

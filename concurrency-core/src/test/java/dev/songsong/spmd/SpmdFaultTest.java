// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static dev.songsong.spmd.Faults.barrierThatAllHaveLeft;
import static dev.songsong.spmd.Faults.error;
import static dev.songsong.spmd.Faults.signal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Outcome;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ranks learn when one of them dies, throws, or calls the wrong thing. */
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
              barrierThatAllHaveLeft(comm, 2);
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
              barrierThatAllHaveLeft(comm, 3);
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
              barrierThatAllHaveLeft(comm, 1);
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
  void rank_lost_within_a_large_reduction_spoils_no_later_one(Way way) throws Exception {
    SpmdResult<Boolean> result = way.builder(RANKS).run(SpmdFaultTest::loseOneWithin);
    assertThat(error(result.of(1))).hasMessageContaining("on purpose");
    for (int rank : List.of(0, 2, 3)) {
      assertThat(result.of(rank)).isEqualTo(new Done<>(true));
    }
  }

  private static boolean loseOneWithin(Communicator comm) throws InterruptedException {
    int[] calls = {0};
    Op failing =
        Op.of(
            "failing",
            (a, b) -> {
              if (comm.rank() == 1 && ++calls[0] == 200_000) {
                throw new IllegalStateException("on purpose");
              }
              return a + b;
            },
            (a, b) -> a + b);
    double[] data = new double[1_000_000];
    try {
      comm.allReduce(data, failing);
      return false;
    } catch (RanksLostException lost) {
      Communicator rest = comm.rebuild();
      boolean right = true;
      for (int round = 1; round <= 3; round++) {
        Arrays.fill(data, round * (comm.rank() + 1));
        rest.allReduce(data, Op.SUM);
        double expected = round * 8;
        right &= Arrays.stream(data).allMatch(value -> value == expected);
      }
      return right;
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
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static dev.songsong.spmd.Faults.barrierThatAllHaveLeft;
import static dev.songsong.spmd.Faults.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How ranks end: at once and with what they returned, whatever others left undone. */
@Timeout(40)
@ExtendWith(LeakCheck.class)
class SpmdEndTest {
  private static final Duration LONGER_THAN_THE_TEST = Duration.ofHours(1);
  private static final int MORE_THAN_IS_UNDER_WAY = 50_000_001;

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivor_does_not_wait_to_send_what_a_lost_rank_never_reads(Way way) throws Exception {
    SpmdResult<String> result =
        way.builder(2)
            .deadline(LONGER_THAN_THE_TEST)
            .run(comm -> {
              if (comm.rank() == 1) {
                comm.barrier();
                throw new IllegalStateException("on purpose");
              }
              comm.beginSend(Data.of(new byte[MORE_THAN_IS_UNDER_WAY]), 1, 0);
              comm.barrier();
              try {
                comm.receive(Data.of(new int[1]), 1, 1);
                return "received";
              } catch (RanksLostException e) {
                return "lost " + e.ranks();
              }
            });
    assertThat(result.of(0)).isEqualTo(new Done<>("lost [1]"));
  }

  @ParameterizedTest
  @EnumSource
  void send_to_a_rank_that_has_ended_is_dropped_at_the_end(Way way) throws Exception {
    SpmdResult<Integer> result =
        way.builder(2)
            .deadline(LONGER_THAN_THE_TEST)
            .run(comm -> {
              comm.barrier();
              if (comm.rank() == 0) {
                comm.beginSend(Data.of(new byte[MORE_THAN_IS_UNDER_WAY]), 1, 0);
              }
              return comm.rank();
            });
    assertThat(result.values()).containsExactly(0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void deadline_may_be_endless(Way way) throws Exception {
    List<Long> sums =
        way.builder(2)
            .deadline(ChronoUnit.FOREVER.getDuration())
            .spin(ChronoUnit.FOREVER.getDuration())
            .run(comm -> comm.allReduce(1L, Op.SUM))
            .values();
    assertThat(sums).containsOnly(2L);
  }

  /** An exception that can't even be described. */
  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no words");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failure_that_can_not_be_described_is_told_all_the_same(Way way) throws Exception {
    SpmdResult<String> result =
        way.builder(2)
            .deadline(LONGER_THAN_THE_TEST)
            .run(comm -> {
              if (comm.rank() == 1) {
                throw new Unspeakable();
              }
              try {
                comm.barrier();
                return "came";
              } catch (RanksLostException e) {
                return String.valueOf(e.getMessage());
              }
            });
    assertThat(result.of(0).orElseThrow())
        .contains("rank 1 failed, " + Unspeakable.class.getName());
  }

  @ParameterizedTest
  @EnumSource
  void value_is_returned_though_the_rank_is_interrupted(Transport transport) throws Exception {
    RankBody<Integer> body =
        comm -> {
          comm.barrier();
          if (comm.rank() == 0) {
            Thread.currentThread().interrupt();
            return 7;
          }
          try {
            comm.receive(Data.of(new int[1]), 0, 0);
            return 0;
          } catch (RanksLostException e) {
            return e.getMessage().contains("rank 0 has ended") ? 8 : 9;
          }
        };
    assertThat(Spmd.builder(Mode.THREADS).threads(2).transport(transport).run(body).values())
        .containsExactly(7, 8);
  }

  @ParameterizedTest
  @EnumSource
  void rank_that_does_not_come_to_a_rebuild_is_given_up_and_ended(Way way) throws Exception {
    SpmdResult<Integer> result =
        way.builder(3)
            .deadline(LONGER_THAN_THE_TEST)
            .run(comm -> {
              barrierThatAllHaveLeft(comm, 1);
              if (comm.rank() == 1) {
                throw new IllegalStateException("on purpose");
              }
              try {
                comm.barrier();
                return 0;
              } catch (RanksLostException e) {
                return comm.rank() == 0
                    ? comm.withDeadline(Duration.ofMillis(500)).rebuild().size()
                    : untilInterrupted();
              }
            });
    assertThat(result.of(0)).isEqualTo(new Done<>(1));
    assertThat(error(result.of(1))).isInstanceOf(IllegalStateException.class);
    assertThat(result.of(2).succeeded()).isFalse();
  }

  private static int untilInterrupted() throws InterruptedException {
    while (!Thread.interrupted()) {
      LockSupport.park();
    }
    throw new InterruptedException("given up");
  }

  @ParameterizedTest
  @EnumSource
  void same_communicator_is_rebuilt_as_often_as_ranks_are_lost(Way way) throws Exception {
    SpmdResult<Integer> result = way.builder(4).run(SpmdEndTest::loseOneAfterTheOther);
    assertThat(result.of(0)).isEqualTo(new Done<>(2));
    assertThat(result.of(1)).isEqualTo(new Done<>(2));
  }

  private static int loseOneAfterTheOther(Communicator comm) throws InterruptedException {
    Communicator rest = comm;
    for (int lost = 3; lost >= 2; lost--) {
      barrierThatAllHaveLeft(rest, lost);
      if (comm.rank() == lost) {
        throw new IllegalStateException("on purpose");
      }
      try {
        rest.barrier();
      } catch (RanksLostException e) {
        rest = comm.rebuild();
      }
    }
    rest.barrier();
    return rest.size();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static dev.songsong.spmd.Faults.signal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
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

/** Ranks that are late, stopped, or wait when their run is interrupted. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class SpmdDeadlineTest {
  /** Long enough for ranks that do come, on a busy machine too: they must not be named. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
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
                comm.withDeadline(SHORT).allReduce(1.0, Op.SUM);
                return "came";
              } catch (RanksLateException | RanksLostException e) {
                return e.getMessage();
              }
            });
    String late =
        "allReduce(double[1], SUM): ranks [1] did not come (expected: within PT2S). If they only"
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
                comm.withDeadline(SHORT).barrier();
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

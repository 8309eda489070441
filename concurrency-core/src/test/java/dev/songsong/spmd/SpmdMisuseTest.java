// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Mode;
import dev.songsong.exec.NotShippableException;
import dev.songsong.machine.Budget;
import dev.songsong.testkit.LeakCheck;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Arguments that can't be right, and the messages that say so. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class SpmdMisuseTest {

  private static String messageOf(RankBody<Integer> body) throws InterruptedException {
    RankBody<String> caught =
        comm -> {
          try {
            body.run(comm);
            return "nothing";
          } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
          }
        };
    return Spmd.run(Mode.THREADS, 1, caught).values().getFirst();
  }

  @Test
  void impossible_groups_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spmd.run(Mode.THREADS, 0, comm -> 1))
        .withMessage("threads: 0 (expected: >= 1); a group has at least one rank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spmd.run(Mode.PROCESSES, -1, comm -> 1))
        .withMessage("processes: -1 (expected: >= 1); a group has at least one rank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spmd.builder(Mode.THREADS).deadline(Duration.ZERO))
        .withMessage("deadline: PT0S (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spmd.builder(Mode.THREADS).spin(Duration.ofMillis(-1)))
        .withMessage("spin: PT-0.001S (expected: >= 0)");
  }

  @Test
  void what_a_body_captures_and_can_not_cross_is_named() {
    var thread = new Thread(() -> {});
    assertThatThrownBy(() -> Spmd.run(Mode.PROCESSES, 1, comm -> thread.getName().length()))
        .isInstanceOf(NotShippableException.class)
        .hasMessageContaining("captured variable `thread`");
  }

  @Test
  void impossible_calls_are_refused() throws Exception {
    assertThat(messageOf(comm -> send(comm, 1, 0))).isEqualTo("to: 1 (expected: 0 <= to < 1)");
    assertThat(messageOf(comm -> send(comm, 0, -1))).isEqualTo("tag: -1 (expected: >= 0)");
    assertThat(
            messageOf(comm -> {
              comm.broadcast(new float[1], 3);
              return 0;
            }))
        .isEqualTo("root: 3 (expected: 0 <= root < 1)");
    assertThat(
            messageOf(comm -> {
              comm.allGather(Data.of(new int[2]), Data.of(new int[3]));
              return 0;
            }))
        .isEqualTo("all: int[3] (expected: int[2])");
    assertThat(messageOf(comm -> comm.split(-1, 0).size())).isEqualTo("color: -1 (expected: >= 0)");
  }

  @Test
  void virtual_threads_can_be_ranks_too() throws Exception {
    assertThat(Spmd.run(Mode.VIRTUAL_THREADS, 3, comm -> comm.allReduce(1L, Op.SUM)).values())
        .containsOnly(3L);
  }

  private static int send(Communicator comm, int to, int tag) throws InterruptedException {
    comm.send(Data.of(1), to, tag);
    return 0;
  }

  @Test
  void another_thread_than_the_ranks_own_is_refused() throws Exception {
    List<String> messages =
        Spmd.run(
                Mode.THREADS,
                1,
                comm -> {
                  var message = new ArrayList<String>();
                  Thread other =
                      Thread.ofPlatform().name("stranger").start(() -> message.add(barrier(comm)));
                  other.join();
                  return message.getFirst();
                })
            .values();
    assertThat(messages.getFirst())
        .startsWith("thread: stranger (expected: ")
        .endsWith("the rank's own); give other threads ranks of their own");
  }

  private static String barrier(Communicator comm) {
    try {
      comm.barrier();
      return "nothing";
    } catch (IllegalStateException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Test
  void impossible_data_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.of(MemorySegment.ofArray(new byte[7]), Data.Type.INT))
        .withMessage("segment: 7 bytes (expected: a multiple of 4 for INT)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.of(MemorySegment.ofArray(new byte[8]).asReadOnly(), Data.Type.LONG))
        .withMessage("segment: read-only (expected: writable by this thread)");
    assertThatThrownBy(() -> Data.of(1, 2, 3).slice(2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("offset: 2, length: 2 (expected: 0 <= offset <= offset + length <= 3)");
  }

  @Test
  void ranks_hold_their_cores_of_the_budget_while_they_run() throws Exception {
    Budget budget = Budget.current();
    int free = budget.freeCores();
    List<Integer> left = Spmd.run(Mode.THREADS, 1, comm -> budget.freeCores()).values();
    assertThat(left).containsExactly(Math.max(0, free - 1));
    assertThat(budget.freeCores()).isEqualTo(free);
  }

  @Test
  void more_ranks_than_the_budget_has_cores_take_turns() throws Exception {
    int many = Budget.current().cores() + 1;
    assertThat(Spmd.run(Mode.THREADS, many, comm -> comm.allReduce(1L, Op.SUM)).values())
        .containsOnly((long) many);
  }
}

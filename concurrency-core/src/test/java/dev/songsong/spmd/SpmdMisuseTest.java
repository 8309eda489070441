// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static dev.songsong.spmd.Faults.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Mode;
import dev.songsong.exec.NotShippableException;
import dev.songsong.machine.Budget;
import dev.songsong.testkit.LeakCheck;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
  void what_a_mode_would_leave_out_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spmd.builder(Mode.PROCESSES).processes(2).threads(2).run(comm -> 1))
        .withMessage("threads: 2 (expected: 1 with PROCESSES); HYBRID has threads in processes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spmd.builder(Mode.THREADS).processes(4).run(comm -> 1))
        .withMessage("processes: 4 (expected: 1 with THREADS); say threads instead");
  }

  @Test
  void own_operations_of_other_names_are_told_apart() throws Exception {
    SpmdResult<Integer> result =
        Spmd.run(
            Mode.THREADS,
            2,
            comm -> {
              String name = comm.rank() == 0 ? "left" : "right";
              comm.allReduce(new float[8], Op.of(name, (a, b) -> a, (a, b) -> a));
              return 0;
            });
    assertThat(error(result.of(0)))
        .hasMessage(
            "collective: rank 0 called allReduce(float[8], own operation 4032a007), rank 1 called"
                + " allReduce(float[8], own operation 4677c21c) (expected: the same call on every"
                + " rank)");
  }

  @Test
  void what_is_sent_and_received_at_once_must_be_apart() throws Exception {
    String message =
        "in: overlaps out (expected: apart); what came would be sent on. Receive into a copy.";
    int[] one = new int[4];
    assertThat(
            messageOf(comm -> {
              comm.sendReceive(Data.of(one), 0, Data.of(one).slice(3, 1), 0, 0);
              return 0;
            }))
        .isEqualTo(message);
    assertThat(
            messageOf(comm -> {
              comm.allToAll(Data.of(one), Data.of(one));
              return 0;
            }))
        .isEqualTo(message);
    // Parts of one array that do not overlap are fine.
    assertThat(
            messageOf(comm -> {
              comm.allToAll(Data.of(one).slice(0, 2), Data.of(one).slice(2, 2));
              return 0;
            }))
        .isEqualTo("nothing");
  }

  @Test
  void large_data_of_a_collective_is_divided_into_messages() {
    Data data = Data.of(1, 2, 3, 4, 5);
    assertThat(Exchange.messages(data, 20)).containsExactly(data);
    assertThat(Exchange.messages(data, 11)).extracting(Data::length).containsExactly(2L, 2L, 1L);
    assertThat(Exchange.messages(data, 8).get(1).segment().toArray(ValueLayout.JAVA_INT))
        .containsExactly(3, 4);
    assertThat(Exchange.messages(Data.NONE, 8)).containsExactly(Data.NONE);
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

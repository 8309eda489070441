// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static dev.songsong.spmd.Faults.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Mode;
import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests and calls that come to nothing: what they throw, and what they leave for the next. */
@Timeout(40)
@ExtendWith(LeakCheck.class)
class SpmdRequestTest {
  /** More than the buffers of a connection grow to: 4 MiB and 32 MiB where that was tried. */
  private static final int LONG = 50_000_001;

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static SpmdBuilder two(Transport transport) {
    return Spmd.builder(Mode.THREADS).threads(2).transport(transport);
  }

  @ParameterizedTest
  @EnumSource
  void request_that_is_only_asked_whether_it_is_done_tells_of_a_lost_rank(Way way)
      throws Exception {
    SpmdResult<Integer> result =
        way.builder(2)
            .run(comm -> {
              Request request = comm.beginReceive(Data.of(new int[1]), 1, 0);
              comm.barrier();
              if (comm.rank() == 1) {
                throw new IllegalStateException("on purpose");
              }
              while (!request.done()) {
                Thread.onSpinWait();
              }
              return 0;
            });
    assertThat(error(result.of(0)))
        .isInstanceOf(RanksLostException.class)
        .hasMessageContaining("receive(int[1], from 1, tag 0): lost ranks [1]");
  }

  @ParameterizedTest
  @EnumSource
  void receive_given_up_within_a_message_of_another_type_says_that_it_is_late(Transport transport)
      throws Exception {
    var givenUp = new CountDownLatch(1);
    RankBody<String> body =
        comm -> {
          if (comm.rank() == 1) {
            Request send = comm.beginSend(Data.of(new byte[LONG]), 0, 0);
            givenUp.await();
            send.await();
            return "sent";
          }
          try {
            comm.withDeadline(Duration.ofMillis(300)).receive(Data.of(new double[1]), 1, 0);
            return "received";
          } catch (RanksLateException e) {
            givenUp.countDown();
            // What had begun to come is received by whoever asks for it now.
            comm.receive(Data.of(new byte[LONG]), 1, 0);
            return "late, then received";
          }
        };
    assertThat(two(transport).run(body).values()).containsExactly("late, then received", "sent");
  }

  @ParameterizedTest
  @EnumSource
  void what_was_given_up_is_not_counted(Transport transport) throws Exception {
    var givenUp = new CountDownLatch(1);
    RankBody<Traffic> body =
        comm -> {
          if (comm.rank() == 1) {
            givenUp.await();
          } else {
            Communicator hasty = comm.withDeadline(Duration.ofMillis(100));
            assertThatThrownBy(() -> hasty.receive(Data.of(new int[10]), 1, 0))
                .isInstanceOf(RanksLateException.class);
            givenUp.countDown();
          }
          comm.sendReceive(Data.of(1), 1 - comm.rank(), Data.of(new int[1]), 1 - comm.rank(), 1);
          return comm.traffic();
        };
    assertThat(two(transport).run(body).values()).containsOnly(new Traffic(4, 4, 1, 1));
  }

  @ParameterizedTest
  @EnumSource
  void collective_after_an_interrupted_one_takes_nothing_that_was_meant_for_it(Transport transport)
      throws Exception {
    for (int length : new int[] {1, 5_000}) {
      var interrupted = new CountDownLatch(1);
      RankBody<Long> body =
          comm -> {
            long[] data = new long[length];
            Arrays.fill(data, 1 + comm.rank());
            if (comm.rank() == 0) {
              Thread.currentThread().interrupt();
              try {
                comm.allGather(Data.of(data), Data.of(new long[2 * length]));
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            } else {
              interrupted.await();
              meet(comm, length);
            }
            Arrays.fill(data, 10 * (1 + comm.rank()));
            long[] all = new long[2 * length];
            comm.withDeadline(Duration.ofSeconds(2)).allGather(Data.of(data), Data.of(all));
            return all[0] + all[2 * length - 1];
          };
      SpmdResult<Long> result = two(transport).run(body);
      if (length == 1) {
        assertThat(result.values()).as("%s", transport).containsOnly(30L);
      } else {
        assertThat(List.of(result.of(0).succeeded(), result.of(1).succeeded())).containsOnly(false);
      }
    }
  }

  /** The other's half of the interrupted collective: large data never comes. */
  private static void meet(Communicator comm, int length) throws InterruptedException {
    long[] data = new long[length];
    Arrays.fill(data, 2);
    comm.withDeadline(Duration.ofSeconds(1))
        .allGather(Data.of(data), Data.of(new long[2 * length]));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every way of running ranks promises alike; each check runs inside the ranks. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class SpmdContractTest {
  private static final int RANKS = 4;
  // Beyond what travels with a meeting, and no multiple of anything.
  private static final int LARGE = 300_007;

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static void onAll(Way way, RankBody<Boolean> body) throws InterruptedException {
    assertThat(way.builder(RANKS).run(body).values()).hasSize(RANKS).containsOnly(true);
  }

  private static int[] numbers(int length, int start) {
    return IntStream.range(start, start + length).toArray();
  }

  private static boolean all(int[] array, IntUnaryOperator expected) {
    return IntStream.range(0, array.length).allMatch(i -> array[i] == expected.applyAsInt(i));
  }

  @ParameterizedTest
  @EnumSource
  void results_come_in_rank_order(Way way) throws Exception {
    List<String> values =
        way.builder(RANKS).run(comm -> comm.rank() + " of " + comm.size()).values();
    assertThat(values).containsExactly("0 of 4", "1 of 4", "2 of 4", "3 of 4");
  }

  @ParameterizedTest
  @EnumSource
  void messages_are_matched_by_tag_and_keep_their_order(Way way) throws Exception {
    onAll(way, SpmdContractTest::crossedTags);
  }

  private static boolean crossedTags(Communicator comm) throws InterruptedException {
    int next = (comm.rank() + 1) % comm.size();
    int before = (comm.rank() + comm.size() - 1) % comm.size();
    for (int i = 0; i < 10; i++) {
      comm.send(Data.of(10 * comm.rank(), i), next, i % 2);
    }
    boolean right = true;
    for (int tag = 1; tag >= 0; tag--) {
      for (int i = tag; i < 10; i += 2) {
        int[] got = new int[2];
        comm.receive(Data.of(got), before, tag);
        right &= got[0] == 10 * before && got[1] == i;
      }
    }
    return right;
  }

  @ParameterizedTest
  @EnumSource
  void large_messages_are_exchanged_by_all_at_once(Way way) throws Exception {
    onAll(way, SpmdContractTest::exchange);
  }

  private static boolean exchange(Communicator comm) throws InterruptedException {
    int next = (comm.rank() + 1) % comm.size();
    int before = (comm.rank() + comm.size() - 1) % comm.size();
    int[] in = new int[LARGE];
    comm.sendReceive(Data.of(numbers(LARGE, comm.rank())), next, Data.of(in), before, 5);
    Request later = comm.beginReceive(Data.of(in), comm.rank(), 6);
    Request sent = comm.beginSend(Data.of(numbers(LARGE, before)), comm.rank(), 6);
    while (!later.done() || !sent.done()) {
      Thread.onSpinWait();
    }
    later.await();
    sent.await();
    return all(in, i -> before + i);
  }

  @ParameterizedTest
  @EnumSource
  void broadcast_gather_and_scatter_move_what_they_say(Way way) throws Exception {
    onAll(way, comm -> moves(comm, 3) && moves(comm, LARGE));
  }

  private static boolean moves(Communicator comm, int length) throws InterruptedException {
    int size = comm.size();
    int root = 2;
    boolean isRoot = comm.rank() == root;
    int[] data = isRoot ? numbers(length, 7) : new int[length];
    comm.broadcast(Data.of(data), root);
    boolean right = all(data, i -> 7 + i);

    int[] part = numbers(length, comm.rank() * length);
    int[] together = new int[isRoot ? length * size : 0];
    comm.gather(Data.of(part), Data.of(together), root);
    right &= all(together, i -> i);

    Arrays.fill(part, -1);
    comm.scatter(Data.of(together), Data.of(part), root);
    right &= all(part, i -> comm.rank() * length + i);

    int[] everywhere = new int[length * size];
    comm.allGather(Data.of(part), Data.of(everywhere));
    right &= all(everywhere, i -> i);

    int[] turned = new int[length * size];
    int[] mine = new int[length * size];
    Arrays.setAll(mine, i -> comm.rank() * size + i / length);
    comm.allToAll(Data.of(mine), Data.of(turned));
    return right && all(turned, i -> (i / length) * size + comm.rank());
  }

  @ParameterizedTest
  @EnumSource
  void reductions_combine_every_element(Way way) throws Exception {
    onAll(way, comm -> reductions(comm, 5) && reductions(comm, LARGE));
  }

  private static boolean reductions(Communicator comm, int length) throws InterruptedException {
    int size = comm.size();
    int rank = comm.rank();
    int[] sum = numbers(length, rank);
    comm.allReduce(Data.of(sum), Op.SUM);
    boolean right = all(sum, i -> 4 * i + 6);

    int[] least = numbers(length, rank);
    comm.reduce(Data.of(least), Op.MIN, 1);
    right &= all(least, i -> i + (rank == 1 ? 0 : rank));

    int[] scanned = numbers(length, rank);
    comm.scan(Data.of(scanned), Op.SUM);
    right &= all(scanned, i -> (rank + 1) * i + rank * (rank + 1) / 2);

    int[] part = new int[length];
    comm.reduceScatter(Data.of(numbers(length * size, rank)), Data.of(part), Op.MAX);
    right &= all(part, i -> rank * length + i + 3);

    int[] mean = numbers(length, 10 * rank);
    comm.allReduce(Data.of(mean), Op.AVG);
    right &= all(mean, i -> i + 15);

    comm.barrier();
    return right && comm.allReduce(rank + 1.0, Op.PROD) == 24 && comm.allReduce(5L, Op.MAX) == 5;
  }

  @ParameterizedTest
  @EnumSource
  void all_types_and_own_operations_are_reduced(Way way) throws Exception {
    onAll(way, SpmdContractTest::types);
  }

  private static boolean types(Communicator comm) throws InterruptedException {
    // Neither associative nor commutative: only the order of the ranks gives this result.
    Op minus = Op.of("minus", (a, b) -> a - b, (a, b) -> a - b);
    byte[] bytes = {(byte) (comm.rank() + 1)};
    long[] longs = {comm.rank() + 1L << 40};
    float[] floats = {comm.rank() + 0.5f};
    double[] doubles = {comm.rank() + 0.25};
    comm.allReduce(Data.of(bytes), minus);
    comm.allReduce(Data.of(longs), minus);
    comm.allReduce(floats, minus);
    comm.allReduce(doubles, minus);
    boolean right =
        bytes[0] == 1 - 2 - 3 - 4 && longs[0] == -8L << 40 && floats[0] == -7 && doubles[0] == -6.5;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(ValueLayout.JAVA_DOUBLE, LARGE);
      segment.setAtIndex(ValueLayout.JAVA_DOUBLE, LARGE - 1, comm.rank());
      comm.allReduce(Data.of(segment, Data.Type.DOUBLE), Op.SUM);
      return right && segment.getAtIndex(ValueLayout.JAVA_DOUBLE, LARGE - 1) == 6;
    }
  }

  @ParameterizedTest
  @EnumSource
  void slices_leave_what_is_around_them_alone(Way way) throws Exception {
    onAll(
        way,
        comm -> {
          int[] data = numbers(LARGE + 2, 0);
          comm.allReduce(Data.of(data).slice(1, LARGE), Op.SUM);
          return all(data, i -> i == 0 || i == LARGE + 1 ? i : 4 * i);
        });
  }

  @ParameterizedTest
  @EnumSource
  void split_groups_work_side_by_side(Way way) throws Exception {
    onAll(way, SpmdContractTest::splits);
  }

  private static boolean splits(Communicator comm) throws InterruptedException {
    Communicator half = comm.split(comm.rank() % 2, -comm.rank());
    boolean right = half.size() == 2 && half.rank() == (comm.rank() < 2 ? 1 : 0);
    double sum = half.allReduce((double) comm.rank(), Op.SUM);
    right &= sum == (comm.rank() % 2 == 0 ? 2 : 4);
    float[] large = new float[LARGE];
    Arrays.fill(large, comm.rank());
    half.allReduce(large, Op.SUM);
    right &= large[LARGE - 1] == sum;

    Communicator twin = comm.dup();
    int next = (comm.rank() + 1) % comm.size();
    int before = (comm.rank() + comm.size() - 1) % comm.size();
    comm.send(Data.of(1), next, 0);
    twin.send(Data.of(2), next, 0);
    int[] one = new int[1];
    int[] two = new int[1];
    twin.receive(Data.of(two), before, 0);
    comm.receive(Data.of(one), before, 0);
    return right && one[0] == 1 && two[0] == 2;
  }

  @ParameterizedTest
  @EnumSource
  void more_communicators_than_meet_in_shared_memory_still_work(Way way) throws Exception {
    onAll(
        way,
        comm -> {
          Communicator last = comm;
          for (int i = 0; i < GroupLayout.CONTEXTS + 3; i++) {
            last = last.dup();
          }
          float[] large = new float[5000];
          Arrays.fill(large, 1);
          last.allReduce(large, Op.SUM);
          return large[4999] == 4 && last.allReduce(1L, Op.SUM) == 4;
        });
  }

  @ParameterizedTest
  @EnumSource
  void bytes_sent_and_received_are_as_theory_says(Way way) throws Exception {
    List<Traffic> traffic =
        way.builder(RANKS)
            .run(comm -> {
              Traffic before = comm.traffic();
              assertThat(before.bytesSent()).isZero();
              comm.allReduce(new float[400_000], Op.SUM);
              return comm.traffic();
            })
            .values();
    // Each rank sends 2 (p - 1) / p of the data, and receives as much.
    assertThat(traffic).extracting(Traffic::bytesSent).containsOnly(2L * 3 * 400_000);
    assertThat(traffic).extracting(Traffic::bytesReceived).containsOnly(2L * 3 * 400_000);
  }
}

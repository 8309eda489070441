// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static dev.songsong.spmd.Algorithm.BY_SIZE;
import static dev.songsong.spmd.Algorithm.FIXED_ORDER;
import static dev.songsong.spmd.Algorithm.RABENSEIFNER;
import static dev.songsong.spmd.Algorithm.RECURSIVE_DOUBLING;
import static dev.songsong.spmd.Algorithm.RING;
import static dev.songsong.spmd.Faults.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the all-reduces of {@link Algorithm} compute, and what they send for it. */
@Timeout(120)
@ExtendWith({LeakCheck.class, Seeds.class})
class AlgorithmTest {
  private static final int[] LENGTHS = {0, 1, 5, 301, 20_003};

  /**
   * Two numbers in one, a and b of f(x) = a x + b; the operation puts one function into the other.
   * It is associative, but not commutative.
   */
  private static final Op COMPOSE = Op.of("compose", (f, g) -> f, AlgorithmTest::compose);

  private static long compose(long f, long g) {
    int a = (int) (f >> 32) * (int) (g >> 32);
    int b = (int) (g >> 32) * (int) f + (int) g;
    return (long) a << 32 | b & 0xFFFF_FFFFL;
  }

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void every_algorithm_gives_the_plain_sum_for_any_number_of_ranks(int ranks, Random random)
      throws Exception {
    agreeWithThePlainSum(Way.THREADS, ranks, random.nextLong());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREADS")
  void every_algorithm_gives_the_plain_sum_over_any_transport(Way way, Random random)
      throws Exception {
    agreeWithThePlainSum(way, 4, random.nextLong());
    agreeWithThePlainSum(way, 7, random.nextLong());
  }

  private static void agreeWithThePlainSum(Way way, int ranks, long seed)
      throws InterruptedException {
    List<List<Long>> bits = way.builder(ranks).run(comm -> sums(comm, seed)).values();
    assertThat(bits).as("all ranks have the same bits").hasSize(ranks).containsOnly(bits.get(0));
  }

  private static List<Long> sums(Communicator comm, long seed) throws InterruptedException {
    var bits = new ArrayList<Long>();
    for (Algorithm algorithm : Algorithm.values()) {
      for (int length : LENGTHS) {
        Communicator by = comm.withAlgorithm(algorithm);
        integers(by, seed, length);
        bits.add(doubles(by, seed, length));
        if (algorithm != RING && algorithm != BY_SIZE) {
          ordered(by, seed, length);
        }
      }
    }
    return bits;
  }

  private static long[] longs(long seed, int rank, int length) {
    return new Random(seed + rank).longs(length).toArray();
  }

  private static long[] inOrder(LongBinaryOperator op, Communicator comm, long seed, int length) {
    long[] sum = longs(seed, 0, length);
    for (int rank = 1; rank < comm.size(); rank++) {
      long[] next = longs(seed, rank, length);
      Arrays.setAll(sum, i -> op.applyAsLong(sum[i], next[i]));
    }
    return sum;
  }

  // Compared as a whole, because AssertJ takes its time for each element.

  private static void integers(Communicator comm, long seed, int length)
      throws InterruptedException {
    int[] sum = IntStream.range(0, length).map(i -> i * (comm.rank() + 1)).toArray();
    comm.allReduce(Data.of(sum), Op.SUM);
    int all = comm.size() * (comm.size() + 1) / 2;
    assertThat(IntStream.range(0, length).allMatch(i -> sum[i] == i * all)).isTrue();

    long[] most = longs(seed, comm.rank(), length);
    comm.allReduce(Data.of(most), Op.MAX);
    assertThat(Arrays.equals(most, inOrder(Math::max, comm, seed, length))).isTrue();

    int[] mean = new int[length];
    Arrays.fill(mean, 10 * comm.rank());
    comm.allReduce(Data.of(mean), Op.AVG);
    assertThat(Arrays.stream(mean).allMatch(one -> one == 5 * (comm.size() - 1))).isTrue();
  }

  private static void ordered(Communicator comm, long seed, int length)
      throws InterruptedException {
    long[] composed = longs(seed, comm.rank(), length);
    comm.allReduce(Data.of(composed), COMPOSE);
    long[] expected = inOrder(AlgorithmTest::compose, comm, seed, length);
    assertThat(Arrays.equals(composed, expected)).isTrue();
  }

  private static double[] doubles(long seed, int rank, int length) {
    return new Random(seed + rank).doubles(length, -1, 1).toArray();
  }

  private static long doubles(Communicator comm, long seed, int length)
      throws InterruptedException {
    double[] sum = doubles(seed, comm.rank(), length);
    comm.allReduce(sum, Op.SUM);
    double[] plain = doubles(seed, 0, length);
    for (int rank = 1; rank < comm.size(); rank++) {
      double[] next = doubles(seed, rank, length);
      Arrays.setAll(plain, i -> plain[i] + next[i]);
    }
    // Some roundings of numbers below the number of ranks.
    double most = comm.size() * comm.size() * Math.ulp(1.0);
    assertThat(IntStream.range(0, length).allMatch(i -> Math.abs(sum[i] - plain[i]) <= most))
        .isTrue();
    return Arrays.hashCode(sum);
  }

  @ParameterizedTest
  @EnumSource
  void data_of_many_pieces_is_reduced(Way way) throws Exception {
    int length = 2_500_001;
    RankBody<Boolean> body =
        comm -> {
          boolean right = true;
          for (Algorithm algorithm : Algorithm.values()) {
            int[] data = IntStream.range(comm.rank(), comm.rank() + length).toArray();
            comm.withAlgorithm(algorithm).allReduce(Data.of(data), Op.SUM);
            right &= IntStream.range(0, length).allMatch(i -> data[i] == 3 * i + 3);
          }
          return right;
        };
    assertThat(way.builder(3).run(body).values()).containsOnly(true);
  }

  /** What each rank sends for an all-reduce of so many bytes. */
  private static List<Traffic> traffic(Way way, Algorithm algorithm, int ranks, long bytes)
      throws InterruptedException {
    return way.builder(ranks)
        .algorithm(algorithm)
        .run(comm -> {
          comm.dup().allReduce(Data.of(new byte[Math.toIntExact(bytes)]), Op.MAX);
          return comm.traffic();
        })
        .values();
  }

  private static Traffic both(long bytes, long messages) {
    return new Traffic(bytes, bytes, messages, messages);
  }

  @ParameterizedTest
  @EnumSource
  void each_rank_sends_the_bytes_and_messages_that_theory_says(Way way) throws Exception {
    int n = 24_000;
    assertThat(traffic(way, RING, 4, n)).containsOnly(both(2 * 3 * n / 4, 2 * 3));
    assertThat(traffic(way, RING, 3, n)).containsOnly(both(2 * 2 * n / 3, 2 * 2));
    assertThat(traffic(way, RABENSEIFNER, 4, n)).containsOnly(both(2 * 3 * n / 4, 2 * 2));
    assertThat(traffic(way, RECURSIVE_DOUBLING, 4, n)).containsOnly(both(2 * n, 2));
  }

  @Test
  void eight_ranks_send_what_theory_says() throws Exception {
    int n = 8_000;
    assertThat(traffic(Way.THREADS, RING, 8, n)).containsOnly(both(2 * 7 * n / 8, 2 * 7));
    assertThat(traffic(Way.THREADS, RABENSEIFNER, 8, n)).containsOnly(both(2 * 7 * n / 8, 2 * 3));
    assertThat(traffic(Way.THREADS, RECURSIVE_DOUBLING, 8, n)).containsOnly(both(3 * n, 3));
  }

  @Test
  void ranks_beyond_a_power_of_two_hand_over_all_they_have() throws Exception {
    long n = 6_000;
    // Ranks 0 and 2 are extra; 1 and 3 take theirs and go on with 4 and 5.
    assertThat(traffic(Way.THREADS, RECURSIVE_DOUBLING, 6, n))
        .containsExactly(
            both(n, 1), both(3 * n, 3), both(n, 1), both(3 * n, 3), both(2 * n, 2), both(2 * n, 2));
    assertThat(traffic(Way.THREADS, RABENSEIFNER, 6, n))
        .extracting(Traffic::bytesSent)
        .containsExactly(n, n + 3 * n / 2, n, n + 3 * n / 2, 3 * n / 2, 3 * n / 2);
  }

  @Test
  void algorithm_by_size_is_the_one_for_that_size() {
    assertThat(BY_SIZE.of(2048, 5)).isEqualTo(RECURSIVE_DOUBLING);
    assertThat(BY_SIZE.of(2049, 5)).isEqualTo(RING);
    assertThat(BY_SIZE.of(2049, 8)).isEqualTo(RABENSEIFNER);
    assertThat(FIXED_ORDER.of(1, 2)).isEqualTo(FIXED_ORDER);
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "TCP"})
  void another_algorithm_is_told_to_every_rank(Way way) throws Exception {
    SpmdResult<Integer> result =
        way.builder(2)
            .run(comm -> {
              comm.withAlgorithm(comm.rank() == 0 ? RING : FIXED_ORDER)
                  .allReduce(new float[8], Op.SUM);
              return 0;
            });
    for (int rank = 0; rank < 2; rank++) {
      assertThat(error(result.of(rank)))
          .isInstanceOf(MismatchException.class)
          .hasMessage(
              "collective: rank 0 called allReduce(float[8], SUM, RING), rank 1 called"
                  + " allReduce(float[8], SUM) (expected: the same call on every rank)");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Algorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "FIXED_ORDER")
  void rank_lost_within_an_algorithm_ends_it_on_all(Algorithm algorithm) throws Exception {
    SpmdResult<Integer> result =
        Way.TCP.builder(4).algorithm(algorithm).run(AlgorithmTest::failWithin);
    assertThat(error(result.of(1))).hasMessage("on purpose");
    for (int rank : List.of(0, 2, 3)) {
      assertThat(result.of(rank).orElseThrow()).isEqualTo(3);
    }
  }

  /** How many are left when rank 1 fails in the middle of it. */
  private static int failWithin(Communicator comm) throws InterruptedException {
    Op failing =
        Op.of(
            "failing",
            (a, b) -> {
              if (comm.rank() == 1) {
                throw new IllegalStateException("on purpose");
              }
              return a + b;
            },
            (a, b) -> a + b);
    try {
      // Some may have all that they need before it fails, and learn of it by the next.
      while (true) {
        comm.allReduce(new double[10_000], failing);
      }
    } catch (RanksLostException e) {
      return (int) comm.rebuild().allReduce(1L, Op.SUM);
    }
  }
}

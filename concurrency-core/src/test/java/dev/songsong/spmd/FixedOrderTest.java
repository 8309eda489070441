// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same ranks give the same bits, however they are run; floats whose sum depends on the order.
 */
@Timeout(120)
@ExtendWith({LeakCheck.class, Seeds.class})
class FixedOrderTest {
  private static final int[] LENGTHS = {1, 301, 70_003};

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8})
  void sums_have_the_same_bits_in_every_mode_and_transport(int ranks, Random random)
      throws Exception {
    long seed = random.nextLong();
    List<Integer> expected = inOrder(seed, ranks);
    for (Way way : Way.values()) {
      List<List<Integer>> bits = way.builder(ranks).run(comm -> sums(comm, seed)).values();
      assertThat(bits).as("%s", way).hasSize(ranks).containsOnly(expected);
    }
  }

  /** Magnitudes far apart, so that each order of adding rounds otherwise. */
  private static float[] numbers(long seed, int rank, int length) {
    var random = new Random(seed + rank);
    var numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (random.nextFloat() - 0.5f) * (float) Math.pow(10, random.nextInt(12));
    }
    return numbers;
  }

  private static List<Integer> sums(Communicator comm, long seed) throws InterruptedException {
    var bits = new ArrayList<Integer>();
    for (int length : LENGTHS) {
      float[] numbers = numbers(seed, comm.rank(), length);
      comm.allReduce(numbers, Op.SUM);
      bits.add(digest(numbers));
    }
    return bits;
  }

  private static List<Integer> inOrder(long seed, int ranks) {
    var bits = new ArrayList<Integer>();
    for (int length : LENGTHS) {
      float[] sum = numbers(seed, 0, length);
      for (int rank = 1; rank < ranks; rank++) {
        float[] next = numbers(seed, rank, length);
        for (int i = 0; i < length; i++) {
          sum[i] += next[i];
        }
      }
      bits.add(digest(sum));
    }
    return bits;
  }

  private static int digest(float[] numbers) {
    int digest = 1;
    for (float number : numbers) {
      digest = 31 * digest + Float.floatToRawIntBits(number);
    }
    return digest;
  }
}

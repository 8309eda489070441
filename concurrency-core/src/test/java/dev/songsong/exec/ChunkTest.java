// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import dev.songsong.exec.Outcome.TimedOut;
import dev.songsong.exec.Outcome.WorkerDied;
import dev.songsong.testkit.LeakCheck;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Items in chunks, and the arrays and values that cross without serialization. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ChunkTest {
  private static final ShipFilter FILTER = new ShipFilter(ChunkTest.class, List.of());

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void each_item_has_its_outcome_in_order(Mode mode) throws Exception {
    List<Integer> items = IntStream.range(0, 1_003).boxed().toList();
    try (var pool = CrashMatrixTest.builder(mode).build()) {
      for (int chunk : new int[] {1, 2, 100, 1_003, 5_000, Integer.MAX_VALUE}) {
        List<Outcome<Long>> outcomes = pool.mapInChunks(chunk, items, item -> (long) item * item);

        assertThat(outcomes).hasSize(1_003);
        for (int i = 0; i < items.size(); i++) {
          assertThat(outcomes.get(i)).isEqualTo(new Done<>((long) i * i));
        }
      }
      List<Outcome<Integer>> none = pool.mapInChunks(10, List.<Integer>of(), item -> item);
      assertThat(none).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void values_of_every_kind_cross_in_a_chunk(Mode mode) throws Exception {
    List<Object> items =
        Arrays.asList(1, 2L, 0.5, "chữ", null, List.of(1, "a"), Duration.ofDays(1), true, 'c');
    try (var pool = CrashMatrixTest.builder(mode).build()) {
      List<Outcome<Object>> outcomes = pool.mapInChunks(4, items, item -> item);

      for (int i = 0; i < items.size(); i++) {
        assertThat(outcomes.get(i).orElseThrow()).isEqualTo(items.get(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void what_one_item_throws_is_its_own_failure(Mode mode) throws Exception {
    try (var pool = CrashMatrixTest.builder(mode).build()) {
      List<Outcome<Integer>> outcomes =
          pool.mapInChunks(
              10,
              IntStream.range(0, 30).boxed().toList(),
              item -> {
                if (item == 13) {
                  throw new IllegalStateException("thirteen");
                }
                return 100 / (item - 17);
              });

      for (int i = 0; i < 30; i++) {
        if (i == 13) {
          assertThat(outcomes.get(i)).isInstanceOf(Failed.class);
          assertThat(((Failed<?>) outcomes.get(i)).error())
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("thirteen");
        } else if (i == 17) {
          assertThat(((Failed<?>) outcomes.get(i)).error()).isInstanceOf(ArithmeticException.class);
        } else {
          assertThat(outcomes.get(i)).isEqualTo(new Done<>(100 / (i - 17)));
        }
      }
    }
  }

  @Test
  void what_can_not_cross_is_named_and_harms_no_other_item() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      var items = new ArrayList<Object>(List.of(1, 2, 3));
      items.add(new Object());
      assertThatThrownBy(() -> pool.mapInChunks(2, items, item -> 1))
          .isInstanceOf(NotShippableException.class)
          .hasMessageContaining("item 3: ")
          .hasMessageContaining("serializable");

      List<Outcome<Object>> outcomes =
          pool.mapInChunks(3, List.of(1, 2, 3), item -> item == 2 ? new Object() : item);
      assertThat(outcomes.get(0)).isEqualTo(new Done<>(1));
      assertThat(((Failed<?>) outcomes.get(1)).error())
          .isInstanceOf(NotShippableException.class)
          .hasMessageContaining("result: ");
      assertThat(outcomes.get(2)).isEqualTo(new Done<>(3));

      var captured = new Object();
      assertThatThrownBy(() -> pool.mapInChunks(2, List.of(1), item -> captured.hashCode()))
          .isInstanceOf(NotShippableException.class)
          .hasMessageContaining("captured variable `captured`");
    }
  }

  /** Can be written, but not read. */
  private record Unreadable(int number) implements Serializable {
    Unreadable {
      if (number == 13 && StackWalker.getInstance().walk(Unreadable::reads)) {
        throw new IllegalStateException("not this one");
      }
    }

    private static boolean reads(Stream<StackWalker.StackFrame> frames) {
      return frames.anyMatch(frame -> frame.getClassName().equals("java.io.ObjectInputStream"));
    }
  }

  @Test
  void what_can_not_be_written_or_read_harms_no_other_item() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      List<Outcome<Object>> deep =
          pool.mapInChunks(3, List.of(1, 2, 3), item -> item == 2 ? nested(100_000) : item);
      assertThat(deep.get(0)).isEqualTo(new Done<>(1));
      assertThat(deep.get(1)).isInstanceOf(Failed.class);
      assertThat(deep.get(2)).isEqualTo(new Done<>(3));

      List<Outcome<Object>> results =
          pool.mapInChunks(3, List.of(12, 13, 14), item -> new Unreadable(item));
      assertThat(results.get(0)).isEqualTo(new Done<>(new Unreadable(12)));
      assertThat(results.get(1)).isInstanceOf(Failed.class);
      assertThat(results.get(2)).isEqualTo(new Done<>(new Unreadable(14)));

      List<Outcome<Integer>> items =
          pool.mapInChunks(
              3,
              List.of(new Unreadable(12), new Unreadable(13), new Unreadable(14)),
              Unreadable::number);
      assertThat(items.get(0)).isEqualTo(new Done<>(12));
      assertThat(items.get(1)).isInstanceOf(Failed.class);
      assertThat(items.get(2)).isEqualTo(new Done<>(14));
    }
  }

  private static Object nested(int depth) {
    Object list = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      var outer = new ArrayList<Object>();
      outer.add(list);
      list = outer;
    }
    return list;
  }

  @Test
  void a_death_is_the_end_of_its_whole_chunk_and_of_no_other() throws Exception {
    try (var pool = ParallelExecutor.processes(1)) {
      List<Outcome<Integer>> outcomes =
          pool.mapInChunks(
              10,
              IntStream.range(0, 30).boxed().toList(),
              item -> {
                if (item == 15) {
                  Runtime.getRuntime().halt(7);
                }
                return item;
              });

      for (int i = 0; i < 30; i++) {
        if (i >= 10 && i < 20) {
          assertThat(outcomes.get(i)).isInstanceOf(WorkerDied.class);
        } else {
          assertThat(outcomes.get(i)).isEqualTo(new Done<>(i));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void a_time_limit_is_of_the_chunk_and_stops_it(Mode mode) throws Exception {
    try (var pool = CrashMatrixTest.builder(mode).build()) {
      List<Outcome<Integer>> outcomes =
          pool.mapInChunks(
              TaskOptions.DEFAULT.withTimeLimit(Duration.ofMillis(200)),
              2,
              List.of(1, 2, 3, 4),
              item -> {
                while (item == 2 && !Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
                return item;
              });

      assertThat(outcomes.get(0)).isInstanceOf(TimedOut.class);
      assertThat(outcomes.get(1)).isInstanceOf(TimedOut.class);
      assertThat(outcomes.get(2)).isEqualTo(new Done<>(3));
      assertThat(outcomes.get(3)).isEqualTo(new Done<>(4));
    }
  }

  @Test
  void chunks_below_one_are_refused() {
    try (var pool = ParallelExecutor.threads(1)) {
      assertThatThrownBy(() -> pool.mapInChunks(0, List.of(1), item -> item))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chunk: 0 (expected: >= 1)");
    }
  }

  @Test
  void arrays_of_numbers_keep_their_bits() {
    int[] ints = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE};
    long[] longs = {0, -1, Long.MIN_VALUE};
    float[] floats = {0f, -0f, Float.intBitsToFloat(0x7fc01234), Float.MIN_VALUE};
    double[] doubles = {-0.0, Double.longBitsToDouble(0x7ff8_0000_0000_1234L), Double.MAX_VALUE};
    assertThat(crossed(ints)).isEqualTo(ints);
    assertThat(crossed(longs)).isEqualTo(longs);
    assertThat(crossed(new int[0])).isEqualTo(new int[0]);
    float[] gotFloats = (float[]) crossed(floats);
    for (int i = 0; i < floats.length; i++) {
      assertThat(Float.floatToRawIntBits(gotFloats[i]))
          .isEqualTo(Float.floatToRawIntBits(floats[i]));
    }
    double[] gotDoubles = (double[]) crossed(doubles);
    for (int i = 0; i < doubles.length; i++) {
      assertThat(Double.doubleToRawLongBits(gotDoubles[i]))
          .isEqualTo(Double.doubleToRawLongBits(doubles[i]));
    }
  }

  private static Object crossed(Object value) {
    return Wire.decode(Wire.encode(value, FILTER), FILTER, ChunkTest.class.getClassLoader());
  }

  @Test
  void damaged_arrays_and_chunks_are_refused() {
    assertRefused(new byte[] {9, 1, 2, 3}, "array: 3 bytes (expected: a multiple of 4)");
    assertRefused(chunk(1_000_000), "chunk: 1000000 values in 0 bytes (expected: a byte each)");
    assertRefused(chunk(-1), "chunk: -1 values");
    assertRefused(chunk(1, 99), "tag: 99 (expected: of a chunk's value)");
    assertRefused(chunk(1, Wire.STRING, 0x7f, 0, 0, 0), "length: 2130706432 (expected: <= the 0");
    assertRefused(chunk(1, Wire.OBJECT, 0, 0, 0, 1, Wire.CHUNK), "chunk: within a chunk");
    assertRefused(chunk(1, Wire.INT, 0), "value: 7 bytes (expected: a tag and a whole value)");
  }

  private static byte[] chunk(int count, int... rest) {
    var bytes = ByteBuffer.allocate(1 + Integer.BYTES + rest.length).put(Wire.CHUNK).putInt(count);
    for (int b : rest) {
      bytes.put((byte) b);
    }
    return bytes.array();
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> Wire.decode(bytes, FILTER, ChunkTest.class.getClassLoader()))
        .isInstanceOf(NotShippableException.class)
        .hasMessageContaining(message);
  }
}

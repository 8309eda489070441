// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.WorkerDiedException;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stage promises alike in every mode. */
@Timeout(60)
@ExtendWith({LeakCheck.class, Seeds.class})
class PipelineContractTest {
  enum Kind {
    ONE_THREAD {
      @Override
      Stage stage() {
        return Stage.threads(1);
      }
    },
    THREADS {
      @Override
      Stage stage() {
        return Stage.threads(3);
      }
    },
    VIRTUAL {
      @Override
      Stage stage() {
        return Stage.virtualThreads(8);
      }
    },
    PROCESSES {
      @Override
      Stage stage() {
        return Stage.processes(2);
      }
    },
    HYBRID {
      @Override
      Stage stage() {
        return Stage.hybrid(1, 2);
      }
    };

    abstract Stage stage();
  }

  /** The JDK's first closed channel leaves it one descriptor for its own use. */
  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  private static List<Integer> numbers(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource
  void ordered_stage_gives_each_result_once_in_order(Kind kind) throws Exception {
    int base = 7;
    assertThat(Pipeline.from(numbers(5_000)).stage("add", kind.stage(), i -> i + base).toList())
        .isEqualTo(IntStream.range(0, 5_000).map(i -> i + 7).boxed().toList());
  }

  @ParameterizedTest
  @EnumSource
  void unordered_stage_gives_each_result_once(Kind kind) throws Exception {
    assertThat(
            Pipeline.from(numbers(5_000))
                .stage("same", kind.stage().unordered().queue(64), i -> i)
                .toList())
        .containsExactlyInAnyOrderElementsOf(numbers(5_000));
  }

  @ParameterizedTest
  @EnumSource
  void filter_and_flat_map_give_the_same_in_every_mode(Kind kind) throws Exception {
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 1_000; i += 3) {
      expected.addAll(List.of(i, -i));
    }
    assertThat(
            Pipeline.from(numbers(1_000))
                .filter("thirds", kind.stage(), i -> i % 3 == 0)
                .flatMap("both", kind.stage(), i -> List.of(i, -i))
                .toList())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void no_items_give_no_results(Kind kind) throws Exception {
    assertThat(Pipeline.from(List.<Integer>of()).stage("s", kind.stage(), i -> i).toList())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void one_place_is_enough(Kind kind) throws Exception {
    Stage narrow = kind == Kind.ONE_THREAD ? kind.stage().queue(1) : kind.stage().queue(8);
    assertThat(Pipeline.from(numbers(300)).stage("s", narrow, i -> i).toList())
        .isEqualTo(numbers(300));
  }

  @ParameterizedTest
  @EnumSource
  void failing_item_fails_the_pipeline_with_its_own_error(Kind kind) {
    assertThatThrownBy(
            () -> Pipeline.from(numbers(1_000)).stage("odd", kind.stage(), i -> even(i)).toList())
        .isInstanceOfSatisfying(
            PipelineException.class, e -> assertThat(e.stage()).isEqualTo("odd"))
        .hasMessageContaining("stage odd: an item failed: java.lang.IllegalStateException: odd:")
        .hasMessageContaining("skipFailures()")
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  private static int even(int i) {
    if (i % 2 == 1) {
      throw new IllegalStateException("odd: " + i);
    }
    return i;
  }

  @ParameterizedTest
  @EnumSource
  void skipped_items_are_counted(Kind kind) throws Exception {
    List<Integer> out = new ArrayList<>();
    try (var run =
        Pipeline.from(numbers(1_000))
            .stage("odd", kind.stage().skipFailures(), i -> even(i))
            .start(out::add)) {
      run.await();
      StageStats stats = run.stats().stage("odd");
      assertThat(stats.in()).isEqualTo(1_000);
      assertThat(stats.failed()).isEqualTo(500);
      assertThat(stats.out()).isEqualTo(500);
      assertThat(stats.held()).isZero();
    }
    assertThat(out).isEqualTo(IntStream.range(0, 500).map(i -> 2 * i).boxed().toList());
  }

  @ParameterizedTest
  @EnumSource
  void dead_letters_carry_item_stage_and_error(Kind kind) throws Exception {
    Set<FailedItem> letters = ConcurrentHashMap.newKeySet();
    Pipeline.from(numbers(10))
        .stage("odd", kind.stage().queue(8).deadLetters(letters::add), i -> even(i))
        .toList();
    assertThat(letters).extracting(FailedItem::item).containsExactlyInAnyOrder(1, 3, 5, 7, 9);
    assertThat(letters)
        .allSatisfy(letter -> {
          assertThat(letter.stage()).isEqualTo("odd");
          assertThat(letter.error()).hasMessage("odd: " + letter.item());
        });
  }

  @Test
  void random_delays_do_not_change_the_order(Random random) throws Exception {
    long seed = random.nextLong();
    assertThat(
            Pipeline.from(numbers(20_000))
                .stage("a", Stage.threads(4).queue(32), i -> spun(i, seed))
                .stage("b", Stage.virtualThreads(4).queue(16), i -> spun(i, ~seed))
                .toList())
        .isEqualTo(numbers(20_000));
  }

  /** Busy for a time that depends on item and seed alone. */
  private static int spun(int i, long seed) {
    int turns = new Random(seed + i).nextInt(i % 100 == 0 ? 20_000 : 200);
    for (int turn = 0; turn < turns; turn++) {
      Thread.onSpinWait();
    }
    return i;
  }

  @Test
  void a_million_items_pass_three_stages_once_each() throws Exception {
    var sum = new long[2];
    Pipeline.fromLoop(
            (Sink<? super Integer> out) -> {
              for (int i = 0; i < 1_000_000; i++) {
                out.accept(i);
              }
            })
        .stage("one", i -> i + 1)
        .stage("two", Stage.threads(2).unordered(), i -> i + 1)
        .stage("three", Stage.threads(2), i -> i + 1)
        .forEach(i -> {
          sum[0] += i;
          sum[1]++;
        });
    assertThat(sum).containsExactly(1_000_000L * 999_999 / 2 + 3_000_000, 1_000_000);
  }

  @Test
  void killed_worker_fails_only_its_item() throws Exception {
    List<FailedItem> letters = new ArrayList<>();
    List<Integer> out =
        Pipeline.from(numbers(200))
            .stage(
                "fatal",
                Stage.processes(2).deadLetters(letters::add),
                i -> {
                  if (i == 50) {
                    Runtime.getRuntime().halt(9);
                  }
                  return i;
                })
            .toList();
    assertThat(letters).extracting(FailedItem::item).containsExactly(50);
    assertThat(letters.getFirst().error())
        .isInstanceOf(WorkerDiedException.class)
        .hasMessageContaining("exit 9");
    assertThat(new HashSet<>(out)).hasSize(199).doesNotContain(50);
  }

  @Test
  void the_callers_executor_is_used_and_left_open() throws Exception {
    try (var pool = ParallelExecutor.threads(2)) {
      assertThat(Pipeline.from(numbers(100)).stage("s", Stage.on(pool), i -> -i).toList())
          .hasSize(100)
          .endsWith(-99);
      assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.exec.NotShippableException;
import dev.songsong.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bad use gets a message that names the value, the rule and the remedy. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class PipelineBadUseTest {
  private static final Pipeline<Integer> ONE = Pipeline.from(List.of(1));

  private static void refused(ThrowingCallable use, String message) {
    assertThatThrownBy(use).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void parallelism_below_one() {
    refused(
        () -> Stage.threads(0),
        "threads: 0 (expected: >= 1); Runtime.availableProcessors() is a usual choice");
    refused(
        () -> Stage.processes(-2),
        "processes: -2 (expected: >= 1); Runtime.availableProcessors() is a usual choice");
    assertThatThrownBy(() -> Stage.virtualThreads(0)).hasMessageStartingWith("virtualThreads: 0");
    assertThatThrownBy(() -> Stage.hybrid(1, 0)).hasMessageStartingWith("threads: 0");
  }

  @Test
  void queue_without_places_or_narrower_than_the_stage() {
    refused(
        () -> Stage.threads(1).queue(-1),
        "queue: -1 (expected: >= 1); a stage holds at least the item it works on");
    refused(
        () -> ONE.stage("a", Stage.threads(4).queue(2), i -> i),
        "stage a: queue: 2 (expected: >= its parallelism, 4); each item worked on needs a place");
  }

  @Test
  void names_that_are_taken_reserved_or_blank() {
    refused(
        () -> ONE.stage("a", i -> i).stage("a", i -> i),
        "stage: 'a' (expected: a name of its own, not source or sink); in use: a");
    assertThatThrownBy(() -> ONE.stage("sink", i -> i)).hasMessageContaining("'sink'");
    assertThatThrownBy(() -> ONE.batch(" ", Batching.ofCount(1))).hasMessageContaining("' '");
    refused(
        () -> ONE.stage("a", i -> i).merge(ONE.stage("a", i -> i)),
        "merge: both have the stages [a] (expected: different names); rename them");
  }

  @Test
  void times_that_are_no_times() {
    refused(
        () -> Stage.threads(1).timeLimit(Duration.ZERO),
        "timeLimit: PT0S (expected: > 0); leave it out for no limit");
    refused(
        () -> Stage.processes(1).nonBlocking(Duration.ofMillis(1)),
        "nonBlocking: PROCESSES (expected: a stage by threads); use timeLimit here");
    refused(
        () -> ONE.patience(Duration.ofMillis(-1)),
        "patience: PT-0.001S (expected: > 0); it takes a thread some time to end");
  }

  @Test
  void batches_without_size() {
    refused(() -> Batching.ofCount(0), "count: 0 (expected: >= 1 items in a batch)");
    refused(() -> Batching.ofCost(0, i -> 1), "cost: 0 (expected: >= 1)");
    assertThatThrownBy(() -> ONE.batch("b", Batching.ofCost(1, i -> -1)).toList())
        .hasMessageContaining("stage b: ")
        .hasMessageContaining("costOf: -1 (expected: >= 0) for 1");
  }

  @Test
  void remote_sink() {
    refused(
        () -> ONE.start(Stage.processes(1), i -> {}),
        "sink: PROCESSES (expected: threads of this JVM); put the remote work into a stage before"
            + " it");
  }

  @Test
  void function_that_cannot_be_shipped_is_refused_at_the_start() {
    var box = new AtomicReference<>(Thread.currentThread());
    assertThatThrownBy(() -> ONE.stage("a", Stage.processes(1), i -> box.get().getName()).toList())
        .isInstanceOf(NotShippableException.class)
        .hasMessageContaining("Thread");
  }

  @Test
  void item_that_cannot_be_shipped_fails_alone() throws Exception {
    List<Object> items = List.of("a", new Object(), "b");
    assertThat(
            Pipeline.from(items)
                .stage("text", Stage.processes(1).skipFailures(), Object::toString)
                .toList())
        .containsExactly("a", "b");
  }
}

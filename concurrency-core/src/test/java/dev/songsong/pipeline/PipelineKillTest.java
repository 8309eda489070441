// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.WorkerDiedException;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes that somebody else kills with SIGKILL, in the middle of an item. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class PipelineKillTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int VICTIM = 50;
  private static final List<Integer> ITEMS = IntStream.range(0, 200).boxed().toList();

  @TempDir Path folder;

  @BeforeAll
  static void let_the_jdk_open_what_it_keeps() {
    try (var pool = ParallelExecutor.processes(1)) {
      pool.submit(() -> 1);
    }
  }

  /** On the first try the victim tells who works on it and waits to be killed. */
  private static int work(int item, String noteName) throws IOException {
    Path note = Path.of(noteName);
    if (item == VICTIM && !Files.exists(note)) {
      Path draft =
          Files.writeString(Path.of(noteName + "-draft"), "" + ProcessHandle.current().pid());
      Files.move(draft, note, StandardCopyOption.ATOMIC_MOVE);
      while (true) {
        Thread.onSpinWait();
      }
    }
    return item;
  }

  private List<Integer> outcome(Stage how) throws Exception {
    Path note = folder.resolve("pid");
    String noteName = note.toString();
    // Written by the sink's thread, read here after its end.
    var out = new ArrayList<Integer>();
    try (var run =
        Pipeline.from(ITEMS).stage("fatal", how, i -> work(i, noteName)).start(out::add)) {
      Await.until("the victim is worked on", PATIENCE, () -> Files.exists(note));
      ProcessHandle.of(Long.parseLong(Files.readString(note))).orElseThrow().destroyForcibly();
      run.await();
    }
    return out;
  }

  @Test
  void worker_killed_from_outside_fails_only_the_item_it_worked_on() throws Exception {
    Set<FailedItem> letters = ConcurrentHashMap.newKeySet();
    List<Integer> out = outcome(Stage.processes(2).deadLetters(letters::add));
    assertThat(letters)
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.item()).isEqualTo(VICTIM);
          assertThat(letter.error()).isInstanceOf(WorkerDiedException.class);
        });
    assertThat(out).isEqualTo(ITEMS.stream().filter(i -> i != VICTIM).toList());
  }

  @Test
  void idempotent_item_of_a_killed_worker_runs_again_and_keeps_its_turn() throws Exception {
    assertThat(outcome(Stage.processes(2).idempotent(2))).isEqualTo(ITEMS);
  }
}

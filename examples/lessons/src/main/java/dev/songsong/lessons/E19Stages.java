// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.pipeline.Batching;
import dev.songsong.pipeline.FailedItem;
import dev.songsong.pipeline.Pipeline;
import dev.songsong.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * Work that passes several stations is a pipeline: all stations work at once, each by as many
 * threads or worker processes as it needs. The queues between them have a bound, so the quick ones
 * wait for the slow ones instead of filling the memory.
 */
public final class E19Stages {
  private E19Stages() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    List<String> lines = List.of("3", "four", "5", "12", "7");
    // START SNIPPET: pipeline
    var letters = new ArrayList<FailedItem>();
    List<List<Integer>> squares =
        Pipeline.from(lines)
            .stage("parse", Stage.threads(1).deadLetters(letters::add), Integer::valueOf)
            .stage("square", Stage.processes(2).queue(64), i -> i * i)
            .batch("pairs", Batching.ofCount(2))
            .toList();
    // END SNIPPET: pipeline
    System.out.println(squares);
    letters.forEach(letter -> System.out.println(letter.stage() + ": " + letter.item()));

    // START SNIPPET: watch
    try (var run =
        Pipeline.from(lines)
            .stage("length", Stage.threads(2).unordered(), String::length)
            .start(length -> {})) {
      run.await();
      System.out.println(run.stats().stage("length").in() + " lines");
    }
    // END SNIPPET: watch
  }
}

// Output:
// [[9, 25], [144, 49]]
// parse: four
// 5 lines

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.pipeline.FailedItem;
import dev.songsong.pipeline.Pipeline;
import dev.songsong.pipeline.Stage;
import java.util.List;

/**
 * Stages that work at the same time, each in its own way: parse by threads, compute in a worker
 * process. Between them are queues with a bound, so that a slow stage holds the fast ones back. An
 * item that fails is put aside with its reason, and the others go on, in order.
 */
public final class E19Pipeline {
  private E19Pipeline() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    List<String> lines = List.of("3", "vier", "5", "6");
    // START SNIPPET: pipeline
    List<Integer> squares =
        Pipeline.from(lines)
            .stage(
                "parse", Stage.threads(2).queue(8).deadLetters(E19Pipeline::tell), Integer::valueOf)
            .stage("square", Stage.processes(1), number -> number * number)
            .toList();
    // END SNIPPET: pipeline
    System.out.println("squares: " + squares);
  }

  private static void tell(FailedItem letter) {
    System.out.println("put aside at " + letter.stage() + ": " + letter.item());
  }
}

// Output:
// put aside at parse: vier
// squares: [9, 25, 36]

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import dev.songsong.process.ProgramMissingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An external program with its input given, its output captured, its time limited, and its failure
 * told in words. Needs the programs {@code sort} and {@code sleep}.
 */
public final class E08ExternalProgram {
  private E08ExternalProgram() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    // START SNIPPET: command
    CommandResult sorted =
        Command.of("sort")
            .stdin("lê\ncam\nbưởi\n".getBytes(StandardCharsets.UTF_8))
            .timeLimit(Duration.ofSeconds(30))
            .run()
            .orThrow();
    // END SNIPPET: command
    System.out.println("sorted: " + sorted.stdout().lines());

    CommandResult refused = Command.of("sort", "no-such-file").run();
    System.out.println("succeeded: " + refused.succeeded());

    CommandResult late = Command.of("sleep", "60").timeLimit(Duration.ofMillis(100)).run();
    System.out.println("timed out: " + late.timedOut());

    try {
      Command.of("no-such-program").run();
    } catch (ProgramMissingException e) {
      System.out.println("missing: " + e.getMessage().contains("no-such-program"));
    }
  }
}

// Output:
// sorted: [bưởi, cam, lê]
// succeeded: false
// timed out: true
// missing: true

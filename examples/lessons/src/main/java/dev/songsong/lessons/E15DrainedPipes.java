// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import java.time.Duration;

/**
 * The cure of {@link E15BrokenFullPipe}: {@code Command} reads both pipes while the program runs,
 * and keeps the beginning and the end of what it prints.
 */
public final class E15DrainedPipes {
  private E15DrainedPipes() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws InterruptedException {
    CommandResult result =
        Command.of("sh", "-c", "exec head -c 1000000 /dev/zero >&2")
            .timeLimit(Duration.ofSeconds(30))
            .captureLimit(1000)
            .run();
    System.out.println("ended: " + result.succeeded());
    System.out.println("warnings: " + result.stderr().total() + " bytes");
    System.out.println("kept: " + result.stderr().bytes().length);
  }
}

// Output:
// ended: true
// warnings: 1000000 bytes
// kept: 1000

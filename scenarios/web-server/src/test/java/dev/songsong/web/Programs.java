// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Foreign clients. */
final class Programs {
  private static final int MOST_SECONDS = 150;

  private Programs() {}

  /** All that it printed. */
  static String run(List<String> command) throws Exception {
    Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      program.getOutputStream().close();
      String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!program.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command + ": still runs (expected: ended): " + output);
      }
      return output;
    } finally {
      program.destroyForcibly();
    }
  }
}

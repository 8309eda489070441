// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.util.UUID;

/**
 * The environment variable by which a command's processes are known, even when they left its tree
 * and its session: an environment is inherited, and Linux lets its owner read it.
 */
final class Cookie {
  static final String NAME = "SONGSONG_COMMAND";

  private Cookie() {}

  /** Gives the program a cookie of its own behind that of the command around it, if any. */
  static String bake(ProcessBuilder builder) {
    String id = UUID.randomUUID().toString();
    // With the outer cookie kept, stopping the outer command finds the inner one's processes too.
    builder.environment().merge(NAME, id, (outer, inner) -> outer + "/" + inner);
    return id;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.io.IOException;

/** Starts a command's process, and knows all the processes that belong to it afterwards. */
sealed interface Guard permits LinuxGuard, NoGuard {

  /**
   * Starts the program. The calling thread must live as long as the program: the kernel sends the
   * parent-death signal when the <em>thread</em> that started it ends.
   */
  Child launch(Command command) throws IOException;

  /** The best guard that works on this machine; found out once. */
  static Guard best() {
    return BestGuard.FOUND;
  }
}

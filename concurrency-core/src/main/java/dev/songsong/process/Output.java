// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.nio.file.Path;

/** Where a program's output goes. */
sealed interface Output {
  /** Kept within the capture limit, and given to the line listener. */
  record Capture() implements Output {}

  /** Into a file, which is created or emptied first. */
  record ToFile(Path file) implements Output {}

  /** To the caller, who must read it to its end. */
  record Piped() implements Output {}

  /** Standard error only: where standard output goes. */
  record Merged() implements Output {}
}

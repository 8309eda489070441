// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.nio.file.Path;

/** What a program reads from its standard input. */
sealed interface Input {
  /** Nothing: the input is at its end from the start. */
  record Empty() implements Input {}

  /** These bytes; nobody writes to the array after the command was made. */
  record Bytes(byte[] bytes) implements Input {}

  /** A file's content. */
  record FromFile(Path file) implements Input {}

  /** What the caller writes to {@link RunningCommand#stdin()}. */
  record Piped() implements Input {}
}

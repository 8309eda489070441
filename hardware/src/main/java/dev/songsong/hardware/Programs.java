// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import java.time.Duration;
import java.util.List;

/** Runs a program and waits for its answer; tests answer from recordings. */
@FunctionalInterface
interface Programs {
  /** How a program answered. */
  sealed interface Answer {}

  /** It ended with {@code exit} after printing {@code text}, both streams together. */
  record Ended(int exit, String text) implements Answer {}

  /** It did not answer in time, and was ended. */
  record Hung(Duration limit) implements Answer {}

  /** The asking thread was interrupted; its flag is still set. */
  record Interrupted() implements Answer {}

  /** There is no such program. */
  record Missing() implements Answer {}

  /** Runs {@code command}; returns within a few seconds whatever the program does. */
  Answer run(List<String> command);
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/** What becomes of an item whose stage throws. */
public sealed interface FailurePolicy {

  /** The whole pipeline fails; the first cause is kept, later ones are suppressed in it. */
  record Fail() implements FailurePolicy {}

  /** The item is counted and left out. */
  record Skip() implements FailurePolicy {}

  /**
   * The item is counted and handed to {@code letters}, on a thread of the stage.
   *
   * @param letters who takes it; several threads at once may call it. If it throws, the pipeline
   *     fails.
   */
  record DeadLetter(Consumer<? super FailedItem> letters) implements FailurePolicy {
    /** Checks the consumer. */
    public DeadLetter {
      requireNonNull(letters, "letters");
    }
  }
}

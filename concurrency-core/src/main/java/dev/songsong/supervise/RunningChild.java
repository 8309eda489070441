// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** One life of a child. Thread-safe. */
public interface RunningChild {

  /** The process id, if it is a process of its own. */
  OptionalLong pid();

  /** Completes, normally, when the child has ended and left nothing behind. */
  CompletableFuture<Exit> onExit();

  /**
   * Whether the child has given a sign of life since the last time that it was asked; asks it anew,
   * and never waits. Kinds that can't be asked say yes.
   *
   * @throws IOException if it can't be asked any more: also a no
   */
  default boolean responds() throws IOException {
    return true;
  }

  /**
   * Asks the child to end itself, waits at most the grace, and kills it if it has not. An interrupt
   * ends the grace and is restored. Returns within the grace and some seconds; a child that can't
   * be killed, such as a thread, may then still run: {@link #onExit()} is the truth.
   */
  void stop(Duration grace);

  /** Ends the child without asking. */
  default void kill() {
    stop(Duration.ZERO);
  }
}

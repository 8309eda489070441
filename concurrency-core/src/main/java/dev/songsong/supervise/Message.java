// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What comes to a supervisor's mailbox. */
sealed interface Message {

  /** Something about one life, from its minder. */
  sealed interface OfLife extends Message {
    /** Whose. */
    Life life();
  }

  /** The child runs. */
  record Launched(Life life, OptionalLong pid) implements OfLife {}

  /** The child is ready. */
  record Up(Life life) implements OfLife {}

  /** The child has ended, or could not be started: the last message of a life. */
  record Down(Life life, Exit exit) implements OfLife {}

  /** Something a user asks for, with the place for the answer. */
  sealed interface Ask extends Message {
    /** Completed by the owner. */
    CompletableFuture<Void> answer();
  }

  /** Start one more child. */
  record Add(ChildSpec spec, CompletableFuture<Void> answer) implements Ask {}

  /** Stop a child and forget it. */
  record Remove(String child, CompletableFuture<Void> answer) implements Ask {}

  /** Stop a child and start it again. */
  record RestartChild(String child, CompletableFuture<Void> answer) implements Ask {}

  /** Stop everything; in a hurry, without the graces. */
  record Close(boolean hurry) implements Message {}
}

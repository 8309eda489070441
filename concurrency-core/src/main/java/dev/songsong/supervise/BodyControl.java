// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/** A worker JVM's side of the talk with its supervisor. Thread-safe. */
final class BodyControl {
  /** Behind the token: the answer to the question whether it is still there. */
  static final String ANSWER = "!";

  private final PrintStream out;
  private final String token;
  private final CompletableFuture<Void> stop = new CompletableFuture<>();

  BodyControl(PrintStream out, String token) {
    this.out = out;
    this.token = token;
  }

  /** Tells the supervisor that the body is up. */
  void ready() {
    say("");
  }

  /** Tells the supervisor that this JVM is still there. */
  void answer() {
    say(ANSWER);
  }

  private void say(String word) {
    out.print(token + word + "\n");
    out.flush();
  }

  /** The supervisor asked for the end. */
  void askedToStop() {
    stop.complete(null);
  }

  /** Whether the supervisor has asked for the end. */
  boolean stopping() {
    return stop.isDone();
  }

  /**
   * Runs when the supervisor asks for the end, or at once if it has; on a thread of its own, so
   * that no action waits for another, and what one throws is seen.
   */
  void onStop(Runnable action) {
    Thread thread = Thread.ofPlatform().daemon().name("worker-stop").unstarted(action);
    var unused = stop.thenRun(thread::start);
  }
}

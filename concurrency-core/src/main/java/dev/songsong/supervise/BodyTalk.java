// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.process.Pipe;
import dev.songsong.process.RunningCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A supervisor's side of the talk with one worker JVM: words to its standard input, and lines with
 * a token that nobody else knows from its standard output, between those that it prints.
 */
final class BodyTalk {
  private static final int LONGEST_HALF = 64 * 1024;

  private final ChildContext context;
  private final String token;
  // Set by the minder when it asks, cleared by the pump that hears the answer.
  private volatile boolean unanswered;
  // Whether a line is being handed on; the pump's, read by the minder.
  private volatile boolean printing;
  // A line's beginning that an answer came behind; the pump's, and at the end the owner's.
  private final StringBuilder half = new StringBuilder();

  BodyTalk(ChildContext context) {
    this(context, "songsong-" + UUID.randomUUID());
  }

  BodyTalk(ChildContext context, String token) {
    this.context = context;
    this.token = token;
  }

  /** What the worker is told first. */
  void begin(RunningCommand running, String body) throws IOException {
    say(running, token + "\n" + body);
  }

  void stop(RunningCommand running) throws IOException {
    say(running, BodyMain.STOP);
  }

  /** Minder: whether it has answered since this was last called; asks it again. Never waits. */
  boolean responds(RunningCommand running) throws IOException {
    // Nobody is silent who can't be heard, because this JVM's own output is held up.
    boolean answered = !unanswered || printing;
    unanswered = true;
    say(running, BodyMain.ASK);
    return answered;
  }

  private static void say(RunningCommand running, String word) throws IOException {
    running.stdin().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
    running.stdin().flush();
  }

  /** Pumps: a line that came from the worker. */
  void heard(Pipe pipe, String line) {
    if (pipe == Pipe.STDERR) {
      System.err.println(line);
      context.printed(line);
    } else if (line.endsWith(token)) {
      keep(line, token.length());
      context.ready();
    } else if (line.endsWith(token + BodyControl.ANSWER)) {
      keep(line, token.length() + BodyControl.ANSWER.length());
      unanswered = false;
    } else {
      print(line);
    }
  }

  /** Before a word on its line may be what the body printed without an end, which is to come. */
  private void keep(String line, int word) {
    half.append(line, 0, line.length() - word);
    if (half.length() > LONGEST_HALF) {
      print("");
    }
  }

  private void print(String rest) {
    String line = half + rest;
    half.setLength(0);
    printing = true;
    try {
      context.printed(line);
      System.out.println(line);
    } finally {
      printing = false;
    }
  }

  /** The worker has ended, and all that it printed has been heard. */
  void end() {
    if (!half.isEmpty()) {
      print("");
    }
  }
}

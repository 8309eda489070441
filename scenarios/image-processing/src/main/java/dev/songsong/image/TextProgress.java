// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows how far a job is: a bar on a terminal, a line for every tenth elsewhere. Used by one
 * thread.
 */
final class TextProgress implements JobListener {
  private static final int WIDTH = 24;
  private static final String ERASE_LINE = "\r\u001b[K";
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter err;
  private final Texts texts;
  private final boolean bar;
  private final long startNanos = System.nanoTime();
  private long drawnNanos;
  private int todo;
  private int troubles;

  TextProgress(PrintWriter err, Texts texts, boolean bar) {
    this.err = err;
    this.texts = texts;
    this.bar = bar;
  }

  static TextProgress on(PrintWriter err, Texts texts) {
    return new TextProgress(err, texts, isTerminal());
  }

  private static boolean isTerminal() {
    // The songsong script knows about standard error alone; Java only about the console.
    String told = System.getProperty("songsong.tty.err");
    return told != null
        ? Boolean.parseBoolean(told)
        : System.console() != null && System.console().isTerminal();
  }

  @Override
  public void planned(int files, int alreadyDone) {
    todo = files;
    note(texts.get("planned", files, alreadyDone));
  }

  @Override
  public void note(String line) {
    end();
    err.println(line);
    err.flush();
  }

  @Override
  public void fileEnded(ManifestEntry entry, int ended) {
    troubles += entry.outcome() == FileOutcome.DONE ? 0 : 1;
    long now = System.nanoTime();
    if (bar) {
      if (now - drawnNanos > REDRAW_NANOS || ended == todo) {
        drawnNanos = now;
        int filled = (int) ((long) WIDTH * ended / todo);
        err.print(
            ERASE_LINE
                + "["
                + "#".repeat(filled)
                + ".".repeat(WIDTH - filled)
                + "] "
                + state(ended, now));
        err.flush();
      }
    } else if (10L * ended / todo > 10L * (ended - 1) / todo) {
      err.println(state(ended, now));
      err.flush();
    }
  }

  private String state(int ended, long now) {
    double seconds = Math.max(1e-3, (now - startNanos) / 1e9);
    double left = (todo - ended) * seconds / ended;
    return texts.get(
        "progress",
        ended,
        todo,
        ended / seconds,
        troubles,
        Duration.ofSeconds((long) Math.ceil(left)).toSeconds());
  }

  /** Removes the bar. */
  void end() {
    if (bar) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}

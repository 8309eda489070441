// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.io.PrintWriter;

/**
 * Says on standard error how far a long command is: a bar on a terminal, plain lines elsewhere.
 *
 * <p>Used by one thread.
 */
public final class Progress {
  private static final int WIDTH = 24;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean bar;

  /** With a bar, or with lines. */
  public Progress(PrintWriter err, boolean bar) {
    this.err = err;
    this.bar = bar;
  }

  /** What suits standard error. */
  public static Progress on(PrintWriter err) {
    return new Progress(err, Terminal.err());
  }

  /** Whether {@link #draw} draws. */
  public boolean hasBar() {
    return bar;
  }

  /** Shows a step of known number; a total that was a guess may be passed. */
  public void step(int done, int total, String what) {
    if (bar) {
      draw(done, total, what);
    } else {
      err.println("songsong: " + (done + 1) + "/" + total + " " + what);
      err.flush();
    }
  }

  /** Draws the bar, where there is one. */
  public void draw(int done, int total, String what) {
    if (bar) {
      int filled = (int) Math.min(WIDTH, (long) WIDTH * done / Math.max(1, total));
      err.print(ERASE_LINE + "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + what);
      err.flush();
    }
  }

  /** Says a line that stays, as it is. */
  public void line(String text) {
    clear();
    err.println(text);
    err.flush();
  }

  /** Removes the bar. */
  public void clear() {
    if (bar) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import java.io.PrintWriter;

/** Says on standard error how far a long command is: a bar on a terminal, plain lines elsewhere. */
final class Progress {
  private static final int WIDTH = 24;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean bar;

  Progress(PrintWriter err, boolean bar) {
    this.err = err;
    this.bar = bar;
  }

  /** Shows a step of known number; a total that was a guess may be passed. */
  void step(int done, int total, String what) {
    if (bar) {
      int filled = Math.min(WIDTH, WIDTH * done / Math.max(1, total));
      err.print(ERASE_LINE + "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + what);
    } else {
      err.println("songsong: " + (done + 1) + "/" + total + " " + what);
    }
    err.flush();
  }

  /** Says a line that stays. */
  void line(String text) {
    clear();
    err.println("songsong: " + text);
    err.flush();
  }

  /** Removes the bar. */
  void clear() {
    if (bar) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}

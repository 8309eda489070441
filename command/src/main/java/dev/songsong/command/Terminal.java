// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

/**
 * Whether people or programs read what is written. The {@code songsong} script looks, because Java
 * can't ask for the two streams apart; without the script the console is asked.
 */
public final class Terminal {
  private Terminal() {}

  /** Whether standard output is a terminal. */
  public static boolean out() {
    return is("songsong.tty.out");
  }

  /** Whether standard error is a terminal. */
  public static boolean err() {
    return is("songsong.tty.err");
  }

  /** Whether colours are welcome on standard output. */
  public static boolean colours() {
    return out() && System.getenv("NO_COLOR") == null;
  }

  private static boolean is(String property) {
    String told = System.getProperty(property);
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    return System.console() != null && System.console().isTerminal();
  }
}

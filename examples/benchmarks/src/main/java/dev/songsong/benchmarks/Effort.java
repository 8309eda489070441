// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import java.util.Locale;

/** How much a run of a program is to do; the program gets the name as its last argument. */
public enum Effort {
  /** Compute something small and print the answers; nothing is timed. */
  CHECK(0),
  /** For a first look. */
  QUICK(2),
  /** For figures that are quoted. */
  FULL(5);

  private final int rounds;

  Effort(int rounds) {
    this.rounds = rounds;
  }

  /** How many times ours, theirs, theirs, ours are run. */
  public int rounds() {
    return rounds;
  }

  /** The argument. */
  public String argument() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a program was asked for. */
  public static Effort of(String[] arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException(
          "effort: none (expected: check, quick or full as the last argument)");
    }
    return valueOf(arguments[arguments.length - 1].toUpperCase(Locale.ROOT));
  }
}

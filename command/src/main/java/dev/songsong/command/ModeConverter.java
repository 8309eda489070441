// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import dev.songsong.exec.Mode;

/** Reads a problem's mode: the three that are compared. */
final class ModeConverter implements RuledConverter<Mode> {
  @Override
  public String rule() {
    return "threads, processes or hybrid";
  }

  @Override
  public Mode convert(String text) {
    return switch (text) {
      case "threads" -> Mode.THREADS;
      case "processes" -> Mode.PROCESSES;
      case "hybrid" -> Mode.HYBRID;
      default -> throw refusal();
    };
  }
}

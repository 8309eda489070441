// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.command.CommandLines;
import picocli.CommandLine;

/** The catalogue as a program of its own; {@code songsong run web-server} is the same. */
public final class Main {
  private Main() {}

  /** Serves until it is told to end, and ends the JVM with the command's exit code. */
  public static void main(String[] args) {
    System.exit(CommandLines.execute(commandLine(), args));
  }

  static CommandLine commandLine() {
    return CommandLines.of(new WebCommand());
  }
}

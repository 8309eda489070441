// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.command.CommandLines;
import picocli.CommandLine;

/** Image processing as a program of its own; {@code songsong run image-processing} is the same. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(CommandLines.execute(commandLine(), args));
  }

  static CommandLine commandLine() {
    return CommandLines.of(new ImageCommand());
  }
}

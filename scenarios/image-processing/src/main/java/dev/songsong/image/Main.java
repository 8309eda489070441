// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Image processing as a program of its own; {@code songsong run image-processing} is the same. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    var commandLine = new CommandLine(new ImageCommand());
    return commandLine.setParameterExceptionHandler(Main::wrongUsage);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    var err = e.getCommandLine().getErr();
    err.println("songsong: " + e.getMessage() + "; --help shows what can be asked for");
    UnmatchedArgumentException.printSuggestions(e, err);
    return ImageCommand.USAGE;
  }
}

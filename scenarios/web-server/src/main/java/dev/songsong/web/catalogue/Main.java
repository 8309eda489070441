// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The catalogue as a program of its own; {@code songsong run web-server} is the same. */
public final class Main {
  private Main() {}

  /** Serves until it is told to end, and ends the JVM with the command's exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new WebCommand()).setParameterExceptionHandler(Main::wrongUsage);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    var err = e.getCommandLine().getErr();
    err.println("songsong: " + e.getMessage() + "; --help shows what can be asked for");
    UnmatchedArgumentException.printSuggestions(e, err);
    return WebCommand.USAGE;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.command.CommandLines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code songsong} command. */
@Command(
    name = "songsong",
    mixinStandardHelpOptions = true,
    version = "songsong 0.1.0",
    description =
        "Runs the same work by threads, by processes and by both, and measures which fits.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HardwareCommand.class,
      ListCommand.class,
      CompareCommand.class,
      AdviseCommand.class,
      BenchCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(CommandLines.execute(commandLine(), args));
  }

  static CommandLine commandLine() {
    return CommandLines.prepare(
        new CommandLine(new Main()).addSubcommand("run", RunCommand.commandLine()));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of " + names() + ")");
  }

  private String names() {
    return String.join(", ", spec.subcommands().keySet());
  }
}

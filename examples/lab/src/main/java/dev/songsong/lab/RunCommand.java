// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code songsong run}: hands over to the problem's own command line. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "PROBLEM [ARGS...]",
    description = "Runs a problem's tool on your own input.")
final class RunCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** The command with a subcommand for each problem that has one. */
  static CommandLine commandLine() {
    var run = new CommandLine(new RunCommand());
    Problems.commands().forEach(own -> run.addSubcommand(own.name(), own.command()));
    return run;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "problem: none (expected: one of " + String.join(", ", spec.subcommands().keySet()) + ")");
  }
}

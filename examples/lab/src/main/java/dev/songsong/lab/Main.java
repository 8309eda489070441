// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
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
    System.exit(execute(commandLine(), args));
  }

  /** Runs the command; gives its exit code also where the JVM itself met a limit of the system. */
  static int execute(CommandLine command, String... args) {
    try {
      return command.execute(args);
    } catch (OutOfMemoryError | LinkageError e) {
      UsageErrors.tell(e, command);
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  static CommandLine commandLine() {
    var errors = new UsageErrors();
    return new CommandLine(new Main())
        .addSubcommand("run", RunCommand.commandLine())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, new DurationConverter())
        .registerConverter(Share.class, Share::parse)
        .registerConverter(Size.class, Size::parse)
        .setColorScheme(Help.defaultColorScheme(Terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setOut(writer(FileDescriptor.out, System.out.charset()))
        .setErr(writer(FileDescriptor.err, System.err.charset()));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "command: none (expected: one of " + names() + ")");
  }

  private String names() {
    return String.join(", ", spec.subcommands().keySet());
  }

  private static PrintWriter writer(FileDescriptor stream, Charset charset) {
    // A C locale makes Java speak ASCII, which would print a question mark for each accent.
    Charset safe = charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    return new PrintWriter(new FileOutputStream(stream), true, safe);
  }
}

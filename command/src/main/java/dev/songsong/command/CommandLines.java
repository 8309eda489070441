// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Command lines that read, complain and end alike. */
public final class CommandLines {
  static final DurationConverter DURATIONS = new DurationConverter();

  private CommandLines() {}

  /** The command line of an object that carries picocli's {@code @Command}. */
  public static CommandLine of(Object command) {
    return prepare(new CommandLine(command));
  }

  /** Makes a command line, and all subcommands that it has, read and complain as all do here. */
  public static CommandLine prepare(CommandLine line) {
    var complaints = new Complaints();
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, DURATIONS)
        .setColorScheme(Help.defaultColorScheme(Terminal.colours() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler(complaints)
        .setExecutionExceptionHandler(complaints)
        .setOut(writer(FileDescriptor.out, System.out.charset()))
        .setErr(writer(FileDescriptor.err, System.err.charset()));
  }

  /** Runs a command; gives its exit code also where the JVM itself met a limit of the system. */
  public static int execute(CommandLine command, String... args) {
    try {
      return command.execute(args);
    } catch (OutOfMemoryError | LinkageError e) {
      return Complaints.unforeseen(e, command);
    }
  }

  private static PrintWriter writer(FileDescriptor stream, Charset charset) {
    // A C locale makes Java speak ASCII, which would print a question mark for each accent.
    Charset safe = charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    return new PrintWriter(new FileOutputStream(stream), true, safe);
  }
}

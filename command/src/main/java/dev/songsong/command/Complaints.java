// SPDX-License-Identifier: Apache-2.0
package dev.songsong.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what was wrong in one line, {@code name: value (expected: rule); remedy}, without a stack
 * trace, and gives the exit code: 2 for a wrong command line, 1 for failed work.
 */
public final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, long.class, Integer.class, Long.class);

  Complaints() {}

  /** Tells of what was asked for in vain; gives the exit code 2. */
  public static int usage(CommandLine command, String line) {
    say(command.getErr(), line);
    return CommandLine.ExitCode.USAGE;
  }

  /** Tells of work that failed; gives the exit code 1. */
  public static int failure(CommandLine command, String line) {
    say(command.getErr(), line);
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    return usage(command, describe(error) + help(command.getCommandSpec()));
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    return error instanceof UsageException
        ? usage(command, error.getMessage())
        : unforeseen(error, command);
  }

  /** Tells of a failure that the command itself had no words for. */
  static int unforeseen(Throwable error, CommandLine command) {
    int code = failure(command, LowLimits.explain(error).orElse("failed: " + error));
    if (System.getenv("SONGSONG_DEBUG") != null) {
      error.printStackTrace(command.getErr());
    }
    return code;
  }

  private static void say(PrintWriter err, String line) {
    err.println("songsong: " + line.replaceAll("\\R\\s*", " "));
    err.flush();
  }

  private static String help(CommandSpec command) {
    return "; see " + command.qualifiedName() + " --help";
  }

  private static String describe(ParameterException error) {
    return switch (error) {
      case UnmatchedArgumentException unmatched -> unmatched(unmatched);
      case MissingParameterException missing -> missing(missing);
      case OverwrittenOptionException twice ->
          name(twice.getOverwritten()) + ": given twice (expected: once)";
      default ->
          error.getArgSpec() != null && error.getValue() != null
              ? wrong(error.getArgSpec(), error.getValue())
              : error.getMessage();
    };
  }

  private static String unmatched(UnmatchedArgumentException error) {
    CommandSpec command = error.getCommandLine().getCommandSpec();
    String first = error.getUnmatched().getFirst();
    if (error.isUnknownOption()) {
      return "option: " + first + " (expected: one of " + options(command) + ")";
    }
    Set<String> subcommands = command.subcommands().keySet();
    if (subcommands.isEmpty()) {
      return "argument: " + first + " (expected: no more arguments)";
    }
    String what = command.name().equals("run") ? "problem" : "command";
    return what + ": " + first + " (expected: one of " + String.join(", ", subcommands) + ")";
  }

  private static String missing(MissingParameterException error) {
    String what =
        error.getMissing().stream().map(Complaints::name).collect(Collectors.joining(", "));
    String rule = error.getMissing().stream().map(Complaints::rule).findFirst().orElse("a value");
    return (what.isEmpty() ? "arguments" : what) + ": missing (expected: " + rule + ")";
  }

  private static String wrong(ArgSpec argument, String value) {
    return name(argument) + ": " + value + " (expected: " + rule(argument) + ")";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String rule(ArgSpec argument) {
    if (argument.converters().length > 0
        && argument.converters()[0] instanceof RuledConverter<?> ruled) {
      return ruled.rule();
    }
    Class<?> type = argument.typeInfo().getAuxiliaryTypes()[0];
    if (type.isEnum()) {
      return "one of "
          + Stream.of(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
    }
    if (type == Duration.class) {
      return CommandLines.DURATIONS.rule();
    }
    return WHOLE.contains(type) ? "a whole number" : argument.paramLabel();
  }

  private static String options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

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
final class UsageErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    say(command.getErr(), describe(error) + help(command.getCommandSpec()));
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    if (error instanceof UsageException) {
      say(command.getErr(), error.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    tell(error, command);
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Tells of work that failed. */
  static void tell(Throwable error, CommandLine command) {
    say(command.getErr(), LowLimits.explain(error).orElse("failed: " + error));
    if (System.getenv("SONGSONG_DEBUG") != null) {
      error.printStackTrace(command.getErr());
    }
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
    String what = command.userObject() instanceof RunCommand ? "problem" : "command";
    return what + ": " + first + " (expected: one of " + String.join(", ", subcommands) + ")";
  }

  private static String missing(MissingParameterException error) {
    String what =
        error.getMissing().stream().map(UsageErrors::name).collect(Collectors.joining(", "));
    String rule = error.getMissing().stream().map(UsageErrors::rule).findFirst().orElse("a value");
    return (what.isEmpty() ? "arguments" : what) + ": missing (expected: " + rule + ")";
  }

  private static String wrong(ArgSpec argument, String value) {
    return name(argument) + ": " + value + " (expected: " + rule(argument) + ")";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String rule(ArgSpec argument) {
    Class<?> type = argument.typeInfo().getAuxiliaryTypes()[0];
    if (type.isEnum()) {
      return "one of "
          + Stream.of(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
    }
    if (type == Duration.class) {
      return "a time above 0 such as 90s, 5m or 1h30m";
    }
    if (type == Share.class) {
      return Share.RULE;
    }
    if (type == Size.class) {
      return Size.RULE;
    }
    return type == long.class || type == int.class ? "a whole number" : argument.paramLabel();
  }

  private static String options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}

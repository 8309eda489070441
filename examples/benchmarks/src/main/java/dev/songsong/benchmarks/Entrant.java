// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks;

import dev.songsong.process.Command;
import dev.songsong.process.CommandException;
import dev.songsong.process.CommandResult;
import dev.songsong.process.ProgramMissingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A program in a contest, ready to run, with what it has measured so far. Of one thread. */
final class Entrant {
  private static final int LINES_SHOWN = 3;

  private final Program program;
  private final Contest contest;
  private final Command command;
  private final List<Map<String, Double>> runs = new ArrayList<>();

  Entrant(Program program, Contest contest, Path directory)
      throws Program.Unavailable, InterruptedException {
    this.program = program;
    this.contest = contest;
    this.command = program.prepare(directory).directory(directory).timeLimit(contest.limit());
  }

  String name() {
    return program.name();
  }

  /**
   * Has it compute without being timed.
   *
   * @param all whether every answer is expected of it
   * @throws BenchmarkException if it fails or an answer is wrong
   */
  void check(boolean all) throws Program.Unavailable, InterruptedException {
    said(Effort.CHECK).checkAnswers(contest, all);
  }

  /** Has it measure once more. */
  void measure(Effort effort) throws Program.Unavailable, InterruptedException {
    Said said = said(effort);
    if (said.figures().isEmpty()) {
      throw new BenchmarkException(name() + ": it printed no figure (expected: one or more)");
    }
    runs.add(said.figures());
  }

  private Said said(Effort effort) throws Program.Unavailable, InterruptedException {
    try {
      CommandResult result = command.args(effort.argument()).run();
      if (!result.succeeded()) {
        throw new BenchmarkException(failure(result));
      }
      return Said.of(result.stdout().text(), contest);
    } catch (ProgramMissingException e) {
      throw program.missing(e);
    } catch (CommandException e) {
      throw new BenchmarkException(name() + ": " + e.getMessage(), e);
    }
  }

  /** The end and the first lines on standard error; a stack trace's frames are left out. */
  private String failure(CommandResult result) {
    String end =
        result.timedOut()
            ? "past its limit of " + contest.limit().toSeconds() + " s"
            : result.signal().orElse("exit " + result.exitCode().orElse(-1));
    String said =
        result
            .stderr()
            .text()
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("\t"))
            .limit(LINES_SHOWN)
            .collect(Collectors.joining(" | "));
    return name()
        + ": "
        + end
        + " (expected: exit 0); it said: "
        + (said.isEmpty() ? "nothing" : said);
  }

  /** Its values of a figure, a run each; empty if it does not measure that. */
  List<Double> values(Figure figure) {
    return runs.stream()
        .filter(run -> run.containsKey(figure.key()))
        .map(run -> run.get(figure.key()))
        .toList();
  }
}
